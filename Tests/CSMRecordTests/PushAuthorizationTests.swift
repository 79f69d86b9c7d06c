import CSMTestSupport
import Foundation
import Testing

/// moto's Firehose, checking signatures and policies, with a bucket behind it.
struct PushAuthorizationTests {
    private static let script = Fixtures.root
        .appending(path: "Tests/CSMRecordTests/Oracle/moto_firehose.py").path

    @Test func `who may push can, and nobody else`() throws {
        let moto = try MotoServer()
        let push = try NetworkPush()
        let setup = try Program.run(Program.python, [Self.script, "setup", moto.endpoint])
        #expect(setup.status == 0, "\(setup.errors)")
        let keys = try JSON(setup.output)
        func attempt(
            as user: String, secret: String? = nil, key: String? = nil, stream: String = "csm",
            more: [String: String] = [:]
        ) throws -> ProgramResult {
            let own = [
                "AWS_ACCESS_KEY_ID": key ?? keys[user]["access_key"].string ?? "",
                "AWS_SECRET_ACCESS_KEY": secret ?? keys[user]["secret_key"].string ?? "",
                "AWS_REGION": "eu-central-1",
            ]
            return try push(
                to: moto.endpoint, "--stream", stream, environment: own.merging(more) { $1 })
        }
        let endpoint = moto.endpoint
        func expectRefusal(_ result: ProgramResult, _ status: Int32, _ code: String) throws {
            #expect(result.status == status, "\(result.errors)")
            #expect(result.errors.contains(": \(code): "), "\(result.errors)")
            #expect(try push.delivered(to: endpoint) == 0)
        }
        try expectRefusal(
            try attempt(as: "pusher", secret: "wrong"), 77, "SignatureDoesNotMatch")
        try expectRefusal(
            try attempt(as: "pusher", key: "AKIAIOSFODNN7EXAMPLE"), 77, "InvalidClientTokenId")
        try expectRefusal(
            try attempt(as: "pusher", more: ["AWS_SESSION_TOKEN": "of another"]), 77,
            "InvalidClientTokenId")
        try expectRefusal(try attempt(as: "reader"), 77, "AccessDenied")
        try expectRefusal(
            try attempt(as: "pusher", stream: "nowhere"), 66, "ResourceNotFoundException")

        let result = try attempt(as: "pusher")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors == "")
        let objects = try Program.run(Program.python, [Self.script, "objects", moto.endpoint])
        #expect(objects.status == 0, "\(objects.errors)")
        let lines = try JSON(objects.output).array.flatMap {
            ($0.string ?? "").split(separator: "\n").map(String.init)
        }
        try expectEvents(lines, of: push)
    }

    /// The lines are the session's events in their order, as they were sent but for credentials.
    private func expectEvents(_ lines: [String], of push: NetworkPush) throws {
        let sent = try Fixtures.datagrams("boto3")
        #expect(lines.count == sent.count)
        let session = try push.recorded.sessions()[0]["id"].string ?? ""
        for (index, line) in lines.enumerated() {
            let event = try JSON(line)
            #expect(event["eventId"].string == "\(session):\(index + 1)")
            #expect(event["sessionId"].string == session)
            #expect(event["sessionName"].string == "one")
            let original = try JSON(String(decoding: sent[index], as: UTF8.self))
            let added = [
                "functionName", "sessionId", "sessionName", "eventId", "sequence",
                "receivedTimestamp", "startTimestamp",
            ]
            #expect(event.keys.subtracting(added) == original.keys.subtracting(["SessionToken"]))
            for key in original.keys.subtracting(["SessionToken", "AccessKey"]) {
                #expect(
                    event[key].value as? NSObject == original[key].value as? NSObject, "\(key)")
            }
        }
    }
}
