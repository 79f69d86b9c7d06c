import CSMTestSupport
import Foundation
import Testing

@testable import SessionStore

/// What an import takes, and what it leaves as it is.
extension SessionFileTests {
    private func importing(
        _ file: String, into database: String, isReplacing: Bool = false
    ) throws -> SessionFile.Imported.Outcome? {
        let store = try SessionStore.openOrCreate(database)
        return try SessionFile(file, plainSession: describe())
            .imported(into: store, isReplacing: isReplacing).first?.outcome
    }

    private static let call = #"{"Type":"ApiCall","Service":"S","Api":"A","Latency":1}"#

    /// The lines of a complete session of three calls, and of another of the same id.
    private func twoOfOneID(
        _ change: (inout [String]) -> Void
    ) throws -> (first: String, second: String) {
        var lines = try lines(
            try exported(Array(repeating: Array(Self.call.utf8), count: 3)))
        let first = try write(lines, "first.jsonl")
        change(&lines)
        return (first, try write(lines, "second.jsonl"))
    }

    private static func setDatagrams(_ count: Int, of lines: inout [String]) {
        lines[0] = lines[0].replacing("\"datagrams\":3", with: "\"datagrams\":\(count)")
    }

    @Test(arguments: ["another byte", "another time", "another port", "more", "fewer, another"])
    func `a complete session is not replaced by another one of its id`(change: String) throws {
        let (first, second) = try twoOfOneID { lines in
            switch change {
            case "another byte": lines[2] = lines[2].replacing("\"A\"", with: "\"B\"")
            case "another time": lines[2] = lines[2].replacing("\"t_us\":2", with: "\"t_us\":3")
            case "another port": lines[2] = lines[2].replacing("4711", with: "4712")
            case "more":
                lines.insert(lines[3], at: 3)
                Self.setDatagrams(4, of: &lines)
            default:
                lines.remove(at: 1)
                Self.setDatagrams(2, of: &lines)
            }
        }
        let other = folder.path("other.db")
        #expect(try importing(first, into: other) == .added)
        let before = try dump(other)
        let error = #expect(throws: StoreError.self) { try importing(second, into: other) }
        #expect(error?.kind == .badData && error?.isRefusedReplacement == true)
        #expect(try dump(other) == before)
        #expect(try importing(second, into: other, isReplacing: true) == .replaced)
        try export(other, to: folder.path("again.jsonl"))
        // All but the header, which counts.
        #expect(
            try lines(folder.path("again.jsonl")).dropFirst() == lines(second).dropFirst())
        #expect(try query("SELECT count(*) FROM unfinished", other) == ["0"])
    }

    @Test func `the beginning of a session that is there is no other one`() throws {
        let (first, second) = try twoOfOneID { lines in
            lines.remove(at: 3)
            Self.setDatagrams(2, of: &lines)
        }
        let other = folder.path("other.db")
        #expect(try importing(first, into: other) == .added)
        let before = try dump(other)
        #expect(try importing(second, into: other) == .alreadyThere)
        #expect(try importing(first, into: other, isReplacing: true) == .alreadyThere)
        #expect(try dump(other) == before)
    }

    @Test func `a session that was cut short is replaced only by more of it`() throws {
        let (first, second) = try twoOfOneID { lines in
            lines[1] = lines[1].replacing("\"A\"", with: "\"B\"")
        }
        let other = folder.path("other.db")
        #expect(try importing(first, into: other) == .added)
        _ = try query("UPDATE sessions SET ended_us = NULL", other)
        #expect(throws: StoreError.self) { try importing(second, into: other) }
        #expect(try importing(first, into: other) == .replaced)
        #expect(try importing(first, into: other) == .alreadyThere)
    }

    @Test func `a byte-order mark before a header or an event is none of it`() throws {
        let file = try exported([Array(Self.call.utf8)])
        let marked = folder.path("marked.jsonl")
        try (Data([0xEF, 0xBB, 0xBF]) + contents(file)).write(to: URL(filePath: marked))
        let other = folder.path("other.db")
        #expect(try importing(marked, into: other) == .added)
        #expect(try importing(file, into: other) == .alreadyThere)
        let plain = try write(["\u{FEFF}" + Self.call, Self.call])
        #expect(try importing(plain, into: other) == .added)
        #expect(
            try query("SELECT received, decoded FROM sessions ORDER BY 1", other) == ["1|1", "2|2"])
    }

    @Test(arguments: [200_000, 15 << 20])
    func `a name that nobody can have given is refused`(length: Int) throws {
        var lines = try lines(try exported([Array(Self.call.utf8)]))
        let name = String(repeating: "n", count: length)
        lines[0] = lines[0].replacing("\"command\":", with: "\"name\":\"\(name)\",\"command\":")
        lines[0] = lines[0].replacing(/"name":"n \\"q\\" \\u001b",/, with: "")
        let error = #expect(throws: StoreError.self) {
            try importing(try write(lines), into: folder.path("other.db"))
        }
        #expect(error?.kind == .badData)
        #expect(error?.reason.contains("too long") == true)
    }

    @Test(arguments: [-62_135_596_800_000, 253_402_300_799_000, Int64.max] as [Int64], [0, 1, 2])
    func `one event with a time that is far off refuses no file`(time: Int64, place: Int) throws {
        let times: [Int64] = [1_700_000_000_000, 1_700_000_000_500]
        var events = times.map { #"{"Type":"ApiCall","Service":"S","Api":"A","Timestamp":\#($0)}"# }
        events.insert(
            #"{"Type":"ApiCall","Service":"S","Api":"A","Timestamp":\#(time)}"#, at: place)
        #expect(try importing(try write(events), into: path) == .added)
        #expect(
            try query("SELECT received, started_us, ended_us FROM sessions", path)
                == ["3|1700000000000000|1700000000500000"])
    }

    // MARK: A clock that was set back

    @Test func `a session whose end an earlier version put before its start is read`() throws {
        let file = try exported([Array(Self.call.utf8)])
        var lines = try lines(file)
        lines[0] = lines[0].replacing(
            "\"ended_at\":\"1970-01-01T00:00:06", with: "\"ended_at\":\"1969-01-01T00:00:06")
        let other = folder.path("other.db")
        #expect(try importing(try write(lines), into: other) == .added)
        #expect(try query("SELECT ended_us - started_us FROM sessions", other) == ["0"])

        let store = try #require(try SessionStore.open(path))
        let single = folder.path("single.db")
        try store.copy(try store.sessions()[0], toDatabaseAt: single)
        for database in [path, single] {
            _ = try query("UPDATE sessions SET ended_us = started_us - 5000000", database)
        }
        let opened = try SessionFile(single, plainSession: describe()).opened()
        #expect(try opened.sessions().map { $0.endedAt == $0.description.startedAt } == [true])
        try export(path, to: folder.path("again.jsonl"))
        #expect(
            try importing(folder.path("again.jsonl"), into: folder.path("third.db")) == .added)
    }
}
