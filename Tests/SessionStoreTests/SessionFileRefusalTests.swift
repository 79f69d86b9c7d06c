import CSMTestSupport
import Foundation
import Testing

@testable import SessionStore

/// Files that are cut, damaged, or none of ours.
extension SessionFileTests {
    @Test func `a file that was cut anywhere is refused, and changes nothing`() throws {
        let file = try exported(Array(try Fixtures.datagrams("boto3").prefix(5)))
        let whole = [UInt8](try contents(file))
        let other = folder.path("other.db")
        try importFile(try exported([[]]), into: other)
        let before = try dump(other)
        let cut = folder.path("cut.jsonl")
        // Without its last newline it is still whole.
        for length in stride(from: 1, to: whole.count - 1, by: 7) {
            try Data(whole[..<length]).write(to: URL(filePath: cut))
            let error = #expect(throws: StoreError.self) { try importFile(cut, into: other) }
            #expect(error?.kind == .badData)
        }
        #expect(try dump(other) == before)
        try Data(whole.dropLast()).write(to: URL(filePath: cut))
        #expect(try importFile(cut, into: other).map(\.outcome) == [.added])
    }

    @Test func `what is wrong is told with its line`() throws {
        let good = try lines(try exported(try Fixtures.datagrams("boto3")))
        func refusal(_ change: (inout [String]) -> Void) throws -> String? {
            var changed = good
            change(&changed)
            let file = try write(changed)
            let error = #expect(throws: StoreError.self) {
                try importFile(file, into: folder.path("other.db"))
            }
            return error?.reason
        }
        #expect(try refusal { $0[4] = "junk" } == "line 5: it is not a datagram")
        #expect(try refusal { $0[4] = "" } == "line 5: it is not a datagram")
        #expect(
            try refusal { $0[7] = #"{"t_us":1,"port":2,"event":{"a"}}"# }
                == "line 8: its event is not one JSON object")
        #expect(
            try refusal { $0[2] = #"{"t_us":-1,"port":2,"event":{}}"# }
                == "line 3: it is not a datagram")
        #expect(
            try refusal { $0[2] = #"{"t_us":1,"port":70000,"event":{}}"# }
                == "line 3: it is not a datagram")
        #expect(
            try refusal { $0[2] = #"{"t_us":1,"port":2,"bytes_base64":"*"}"# }
                == "line 3: it is not a datagram")
        #expect(
            try refusal { $0.remove(at: 9) }
                == "line 78: the file ends after 77 of 78 datagrams: it is incomplete")
        #expect(
            try refusal { $0.insert($0[3], at: 3) }
                == "line 80: the file has more than the 78 datagrams in its header")
        #expect(
            try refusal { $0[0] = $0[0].replacing("\"csm_record\":1", with: "\"csm_record\":2") }
                == "line 1: it has format 2, but this csm-record reads format 1")
        #expect(
            try refusal { $0[0] = String($0[0].dropLast(3)) }
                == "line 1: it is cut off or damaged: the file is incomplete")
        #expect(
            try refusal {
                $0[0] = $0[0].replacing("\"started_at\":\"1", with: "\"started_at\":\"x")
            }
                == "line 1: the header has no valid started_at")
        #expect(
            try refusal { $0[0] = $0[0].replacing("\"datagrams\"", with: "\"data\"") }
                == "line 1: the header does not say how many datagrams follow")
        #expect(
            try refusal { $0[0] = $0[0].replacing("\"id\":\"", with: "\"id\":\"\\n") }
                == "line 1: the header has no valid session id")
        #expect(try query("SELECT count(*) FROM sessions", folder.path("other.db")) == ["0"])
        #expect(try query("SELECT count(*) FROM events", folder.path("other.db")) == ["0"])
    }

    @Test func `files that are none are refused`() throws {
        #expect(throws: StoreError.self) { try importFile(folder.path("missing"), into: path) }
        let empty = try write([])
        let error = #expect(throws: StoreError.self) { try importFile(empty, into: path) }
        #expect(error?.reason == "it contains no event")
        #expect(throws: StoreError.self) { try importFile(folder.url.path, into: path) }
        let endless = folder.path("endless")
        try Data(count: 20 << 20).write(to: URL(filePath: endless))
        #expect(throws: StoreError.self) { try importFile(endless, into: path) }
    }

    @Test func `secrets in a file that is said to be without are taken out`() throws {
        var file = try lines(try exported([Array(#"{"Type":"ApiCallAttempt"}"#.utf8)]))
        file[1] = #"""
            {"t_us":1,"port":2,"event":{"Type":"ApiCallAttempt","AccessKey":"AKIAFAKETESTING00001","SessionToken":"secret"}}
            """#
        let other = folder.path("other.db")
        try importFile(try write(file), into: other)
        #expect(
            try query("SELECT event FROM attempts", other)
                == [#"{"Type":"ApiCallAttempt","AccessKey":"0001","SessionToken":""}"#])
    }
}
