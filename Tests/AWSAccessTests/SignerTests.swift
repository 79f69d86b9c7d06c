import AWSAccess
import CSMTestSupport
import Foundation
import Testing

/// Signature Version 4, by AWS's published values and by botocore.
struct SignerTests {
    private static let oracle = Fixtures.root.appending(path: "Tests/AWSAccessTests/Oracle/sign.py")

    /// Of "Examples of the complete Signature Version 4 signing process" (IAM, ListUsers) and the
    /// first cases of AWS's Signature Version 4 test suite, all for the same keys and time.
    @Test(
        arguments: [
            (
                "GET", "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08", "iam",
                [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
                "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
            ),
            (
                "GET", "https://example.amazonaws.com/", "service", [],
                "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
            ),
            (
                "POST", "https://example.amazonaws.com/", "service", [],
                "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
            ),
            (
                "GET", "https://example.amazonaws.com/?Param2=value2&Param1=value1", "service", [],
                "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
            ),
        ] as [(String, String, String, [(name: String, value: String)], String)])
    func `the published examples come out`(
        method: String, url: String, service: String, headers: [(name: String, value: String)],
        signature: String
    ) throws {
        var request = HTTPRequest(method, try #require(HTTPURL(url)), headers: headers)
        let keys = Credentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
        SigV4Signer(keys, region: "us-east-1", service: service)
            .sign(&request, at: Date(timeIntervalSince1970: 1_440_938_160))
        let authorization = try #require(request.headers.last)
        #expect(authorization.value.hasSuffix("Signature=\(signature)"))
        #expect(
            authorization.value.hasPrefix(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/\(service)/aws4_request"
            ))
    }

    @Test func `a thousand random requests are signed as botocore signs them`() throws {
        var random = SeededGenerator(seed: 4)
        let samples = (0..<1_000).map { _ in Sample(using: &random) }
        let input = try samples.map { try $0.json + "\n" }.joined()
        let result = try Program.run(
            Program.python, [Self.oracle.path], input: Data(input.utf8))
        #expect(result.status == 0, "\(result.errors)")
        let expected = result.output.split(separator: "\n").map(String.init)
        #expect(expected.count == samples.count)
        for (sample, authorization) in zip(samples, expected) {
            #expect(try sample.authorization == authorization, "\(sample)")
        }
    }
}

/// A request with everything in it that canonicalising may stumble over.
private struct Sample {
    let method: String
    let url: String
    let headers: [(String, String)]
    let body: String
    let keys: Credentials
    let region: String
    let service: String
    let time: Int

    init(using random: inout SeededGenerator) {
        func pick(_ choices: [String]) -> String {
            choices.randomElement(using: &random) ?? ""
        }
        func some(_ range: ClosedRange<Int>, _ choices: [String], _ separator: String) -> String {
            (0..<Int.random(in: range, using: &random)).map { _ in pick(choices) }
                .joined(separator: separator)
        }
        let segments = [
            "a", "..", ".", "", "b%20c", "%2F", "x~y-z_.", "k=v", "d%C3%A4", "1+2", "@",
        ]
        let names = ["a", "B", "a%20b", "list-type", "x", "%7E", "A", "aa"]
        let values = ["", "1", "%2B", "z%20y", "a~b", "=", "%E2%82%AC"]
        method = pick(["GET", "POST", "PUT", "DELETE"])
        let scheme = pick(["http", "https"])
        let host = pick(["firehose.us-east-1.amazonaws.com", "127.0.0.1", "localhost", "[::1]"])
        let port = pick(["", ":443", ":80", ":8443"])
        let path = pick([
            "", "/", "/" + some(1...4, segments, "/"), "/" + some(1...3, segments, "/") + "/",
        ])
        let query = (0..<Int.random(in: 0...4, using: &random))
            .map { _ in "\(pick(names))=\(pick(values))" }.joined(separator: "&")
        url = "\(scheme)://\(host)\(port)\(path)" + (query.isEmpty ? "" : "?\(query)")
        let words = ["plain", "  two   blanks ", "tab\there", "a,b", "\"quoted  text\"", "ü€", ""]
        headers = ["X-Amz-Target", "content-type", "X-Custom", "x-second"].compactMap { name in
            Bool.random(using: &random) ? (name, pick(words)) : nil
        }
        body = some(0...40, ["{\"a\":1}", "ü", "\n", "data", "😀", "\0"], "")
        keys = Credentials(
            accessKeyID: "AKID\(random.next())",
            secretAccessKey: some(1...9, ["wJ/+", "Ké", "x9"], ""),
            sessionToken: Bool.random(using: &random) ? "token\(random.next())//==" : nil)
        region = pick(["us-east-1", "eusc-de-east-1", "cn-north-1"])
        service = pick(["firehose", "sts", "execute-api"])
        time = Int.random(in: 0...4_000_000_000, using: &random)
    }

    var json: String {
        get throws {
            let object: [String: Any] = [
                "method": method, "url": url, "headers": headers.map { [$0.0, $0.1] },
                "body": body, "key": keys.accessKeyID, "secret": keys.secretAccessKey,
                "token": keys.sessionToken ?? NSNull() as Any, "region": region,
                "service": service, "time": time,
            ]
            return String(
                decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
        }
    }

    var authorization: String {
        get throws {
            let url = try #require(HTTPURL(url), "\(url)")
            var request = HTTPRequest(
                method, url, headers: headers.map { (name: $0.0, value: $0.1) },
                body: Array(body.utf8))
            SigV4Signer(keys, region: region, service: service)
                .sign(&request, at: Date(timeIntervalSince1970: TimeInterval(time)))
            return try #require(request.headers.last).value
        }
    }
}
