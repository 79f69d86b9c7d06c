import CSMTestSupport
import Foundation
import Testing

@testable import SessionStore

struct SessionFileTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("sessions.db")
    }

    /// Records datagrams and returns the session's file.
    func exported(_ datagrams: [[UInt8]], keepsSecrets: Bool = false) throws -> String {
        let recorder = try SessionRecorder(
            describe(name: "n \"q\" \u{1B}", keepsSecrets: keepsSecrets), at: path)
        try recorder.store(datagrams)
        try recorder.finish()
        let file = folder.path("session.jsonl")
        try export(path, to: file)
        return file
    }

    func export(_ database: String, to file: String) throws {
        let store = try #require(try SessionStore.open(database))
        var bytes: [UInt8] = []
        let writer = ByteWriter { bytes.append(contentsOf: $0) }
        try store.exportJSONLines(try #require(try store.sessions().first), to: writer)
        try Data(bytes).write(to: URL(filePath: file))
    }

    @discardableResult func importFile(
        _ file: String, into database: String
    ) throws -> [SessionFile.Imported] {
        let store = try SessionStore.openOrCreate(database)
        return try SessionFile(file, plainSession: describe(name: "plain", startedAt: 7))
            .imported(into: store)
    }

    func contents(_ file: String) throws -> Data {
        try Data(contentsOf: URL(filePath: file))
    }

    func lines(_ file: String) throws -> [String] {
        String(decoding: try contents(file), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    func write(_ lines: [String], _ name: String = "changed.jsonl") throws -> String {
        let file = folder.path(name)
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: file))
        return file
    }

    /// All that a database holds, to see whether it changed.
    func dump(_ database: String) throws -> [String] { try query(".dump", database) }

    // MARK: There and back

    @Test(arguments: Fixtures.captureNames, [true, false])
    func `a capture comes back byte for byte, with the same statistics`(
        capture: String, keepsSecrets: Bool
    ) throws {
        let file = try exported(try Fixtures.datagrams(capture), keepsSecrets: keepsSecrets)
        let other = folder.path("other.db")
        try importFile(file, into: other)
        try export(other, to: folder.path("again.jsonl"))
        #expect(try contents(file) == contents(folder.path("again.jsonl")))
        for table in ["events", "series", "latencies", "busy", "operation_stats", "sessions"] {
            let all = "SELECT * FROM \(table)"
            #expect(try query(all, other) == query(all, path))
        }
        #expect(try query("SELECT * FROM unfinished; PRAGMA foreign_key_check", other) == [])
    }

    @Test func `damaged datagrams come back byte for byte`() throws {
        var random = SeededGenerator(seed: 3)
        let all = try Fixtures.captureNames.flatMap { try Fixtures.datagrams($0) }
        let damaged = (0..<20_000).map { index in
            Mutation.mutated(all[index % all.count], among: all, using: &random)
        }
        let file = try exported(damaged)
        let other = folder.path("other.db")
        try importFile(file, into: other)
        try export(other, to: folder.path("again.jsonl"))
        #expect(try contents(file) == contents(folder.path("again.jsonl")))
    }

    @Test func `what is no JSON object on one line is in base64`() throws {
        let datagrams: [[UInt8]] = [
            Array(#"{"a":1}"#.utf8), [], Array(" {}".utf8), Array("{}\n".utf8), Array("{\n}".utf8),
            Array("\u{FEFF}{}".utf8), Array("[]".utf8),
            Array(#"{"a":""#.utf8) + [0xFF, 0x22, 0x7D],
            Array("{} ".utf8), Array("{\r}".utf8),
        ]
        let file = try exported(datagrams)
        let events = try lines(file).dropFirst().dropLast()
        #expect(
            events.map { $0.contains("\"event\":") } == [true] + Array(repeating: false, count: 9))
        for (line, datagram) in zip(events, datagrams) {
            let base64 = try JSON(line)["bytes_base64"].string
            if let base64 { #expect(base64 == Data(datagram).base64EncodedString()) }
        }
        #expect(events.first == #"{"t_us":1000,"port":4711,"event":{"a":1}}"#)
    }

    @Test func `the header is the contract's`() throws {
        let file = try exported([Array("{}".utf8), [], Array("x".utf8)])
        let session = try JSON(lines(file)[0])["session"]
        #expect(
            session.keys == [
                "id", "name", "command", "cwd", "host", "started_at", "ended_at", "exit_code",
                "exit_signal", "tags", "tool_version", "keeps_secrets", "truncated", "datagrams",
                "completeness",
            ])
        #expect(session["name"].string == "n \"q\" \u{1B}")
        #expect(session["command"].array.map(\.string) == ["sh", "-c", "a \"b\"\n"])
        #expect(session["started_at"].string == "1970-01-01T00:00:01.000000Z")
        #expect(session["exit_code"].int == 3 && session["exit_signal"].isNull)
        #expect(session["tags"]["branch"].string == "main")
        #expect(session["datagrams"].int == 3)
        #expect(session["completeness"]["undecodable"].int == 1)
    }

    @Test func `a file is read in place, and leaves nothing`() throws {
        let file = try exported(try Fixtures.datagrams("boto3"))
        let before = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        let store = try SessionFile(file, plainSession: describe()).opened()
        let session = try #require(try store.sessions().first)
        #expect(session.calls == 34 && session.description.name == "n \"q\" \u{1B}")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == before)
    }

    @Test func `a database of one session is read and imported`() throws {
        let file = try exported(try Fixtures.datagrams("boto3"))
        let store = try #require(try SessionStore.open(path))
        let single = folder.path("single.db")
        try store.copy(try store.sessions()[0], toDatabaseAt: single)
        #expect(!FileManager.default.fileExists(atPath: single + "-wal"))
        let opened = try SessionFile(single, plainSession: describe()).opened()
        #expect(try opened.sessions().map(\.calls) == [34])
        let other = folder.path("other.db")
        #expect(try importFile(single, into: other).map(\.outcome) == [.added])
        try export(other, to: folder.path("again.jsonl"))
        #expect(try contents(file) == contents(folder.path("again.jsonl")))
    }

    @Test(arguments: [0, 1, 40_000])
    func `what was left running stays known`(processes: Int) throws {
        let recorder = try SessionRecorder(describe(), at: path)
        try recorder.finish(
            endedAt: 2_000_000, exitCode: 0, exitSignal: nil, processesLeft: processes,
            droppedByKernel: 0)
        let file = folder.path("session.jsonl")
        try export(path, to: file)
        // A file of an earlier version has no such member, and stays as it is.
        #expect(try lines(file)[0].contains("processes_left") == (processes > 0))
        let other = folder.path("other.db")
        try importFile(file, into: other)
        try export(other, to: folder.path("again.jsonl"))
        #expect(try contents(file) == contents(folder.path("again.jsonl")))
        #expect(
            try #require(try SessionStore.open(other)).sessions().map(\.processesLeft)
                == [processes])
    }

    // MARK: Again

    @Test func `a session that is there already is left alone`() throws {
        let file = try exported(try Fixtures.datagrams("boto3"))
        let before = try dump(path)
        #expect(try importFile(file, into: path).map(\.outcome) == [.alreadyThere])
        #expect(try dump(path) == before)
    }

    @Test func `more of a session takes the place of less`() throws {
        let recorder = try SessionRecorder(describe(), at: path)
        try recorder.store(json: ["{\"Type\":\"ApiCall\",\"Latency\":1}"])
        let early = folder.path("early.jsonl")
        try export(path, to: early)
        try recorder.store(json: ["{\"Type\":\"ApiCall\",\"Latency\":2}"])
        try recorder.finish()
        let late = folder.path("late.jsonl")
        try export(path, to: late)
        let other = folder.path("other.db")
        #expect(try importFile(early, into: other).map(\.outcome) == [.added])
        #expect(try query("SELECT ended_us IS NULL FROM sessions", other) == ["1"])
        #expect(try importFile(late, into: other).map(\.outcome) == [.replaced])
        #expect(try importFile(early, into: other).map(\.outcome) == [.alreadyThere])
        #expect(try query("SELECT count(*), sum(latency_ms) FROM events", other) == ["2|3"])
        #expect(try query("SELECT count(*) FROM latencies", other) == ["2"])
    }

    // MARK: Plain events

    @Test func `plain events become a session in their own time`() throws {
        let events = [
            #"{"Type":"ApiCallAttempt","Service":"S3","Api":"A","Timestamp":5010,"AttemptLatency":20,"SessionToken":"secret"}"#,
            #"{"Type":"ApiCall","Service":"S3","Api":"A","Timestamp":5000,"Latency":40,"AttemptCount":1}"#,
            "", "  ",
            #"{"Type":"ApiCallAttempt","Service":"S3","Api":"A","Timestamp":null}"#,
            #"{"ClientId":"c","Type":"ApiCall","Service":"S3","Api":"B","Timestamp":5100,"Latency":30,"UserAgent":"aws-sdk-go/1.44"}"#,
        ]
        let file = try write(events, "trace.jsonl")
        let imported = try importFile(file, into: path)
        #expect(imported.map(\.datagrams) == [4])
        #expect(
            try query("SELECT name, started_us, ended_us, received FROM sessions", path)
                == ["plain|5000000|5100000|4"])
        #expect(
            try query("SELECT t_us, start_ms FROM events ORDER BY id", path)
                == ["30000|5010", "40000|5000", "40000|", "100000|5070"])
        #expect(try query("SELECT start_ms, end_ms FROM busy", path) == ["5000|5040", "5070|5100"])
        #expect(
            try query("SELECT count(*) FROM events WHERE instr(bytes, 'secret')", path) == ["0"])
        #expect(try importFile(file, into: path).map(\.outcome) == [.alreadyThere])
    }

    @Test(arguments: [
        (
            "{\"Type\":\"ApiCall\"}\njunk",
            "line 2: it is neither a CSM event nor a csm-record header"
        ),
        ("{\"Type\":\"ApiCall\"}\n{}", "line 2: it is not a CSM event: it has no Type"),
        ("\n\n", "it contains no event"),
        ("[1,2]", "line 1: it is neither a CSM event nor a csm-record header"),
    ])
    func `a plain file with anything else is refused whole`(text: String, reason: String) throws {
        let error = #expect(throws: StoreError.self) {
            try importFile(try write([text]), into: path)
        }
        #expect(error?.reason == reason)
        #expect(try query("SELECT count(*) FROM events", path) == ["0"])
        #expect(try query("SELECT count(*) FROM unfinished", path) == ["0"])
    }

    @Test func `a header that cannot be true is refused`() throws {
        let good = try lines(try exported([Array("{}".utf8)]))
        func refusal(_ old: String, _ new: String) throws -> String? {
            var changed = good
            changed[0] = good[0].replacing(old, with: new)
            #expect(changed[0] != good[0])
            let file = try write(changed)
            return #expect(throws: StoreError.self) {
                try importFile(file, into: folder.path("other.db"))
            }?.reason
        }
        #expect(
            try refusal("\"dropped_by_kernel\":0", "\"dropped_by_kernel\":-5")
                == "line 1: the header has impossible counts")
        #expect(
            try refusal("\"started_at\":\"1970-01-01", "\"started_at\":\"1970-02-30")
                == "line 1: the header has no valid started_at")
        var changed = good
        changed[1] = #"{"t_us":9223372036854775807,"port":2,"event":{}}"#
        let file = try write(changed)
        #expect(throws: StoreError.self) { try importFile(file, into: path) }
    }

    @Test func `events before the first with a time are counted from that one's start`() throws {
        let file = try write([
            #"{"Type":"ApiCall","Service":"S3","Api":"A","Timestamp":null,"Latency":100}"#,
            #"{"Type":"ApiCall","Service":"S3","Api":"A","Timestamp":5000,"Latency":10}"#,
        ])
        try importFile(file, into: path)
        #expect(try query("SELECT started_us, ended_us FROM sessions", path) == ["4900000|5010000"])
        #expect(try query("SELECT t_us FROM events", path) == ["100000", "110000"])
        #expect(
            try query("SELECT start_ms, end_ms FROM busy", path) == ["4900|5010"]
                || query("SELECT start_ms, end_ms FROM busy", path) == ["4900|5000", "5000|5010"])
    }

    @Test func `what is visible is not taken away for what could not be`() throws {
        let recorder = try SessionRecorder(describe(), at: path)
        try recorder.store(json: ["{\"Type\":\"ApiCall\",\"Latency\":1}"])
        let early = folder.path("early.jsonl")
        try export(path, to: early)
        try recorder.store(json: ["{\"Type\":\"ApiCall\",\"Latency\":2}"])
        try recorder.finish()
        try export(path, to: folder.path("late.jsonl"))
        let other = folder.path("other.db")
        try importFile(early, into: other)
        // The old one's events cannot be removed.
        _ = try query(
            "CREATE TRIGGER t BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'no'); END", other)
        #expect(
            try importFile(folder.path("late.jsonl"), into: other).map(\.outcome) == [.replaced])
        #expect(try query("SELECT received FROM sessions", other) == ["2"])
        #expect(
            try query("SELECT count(*) FROM calls", other) == ["2"])
        _ = try query("DROP TRIGGER t; UPDATE unfinished SET worker = '1 1 gone'", other)
        try SessionStore.openOrCreate(other).clearUnfinished()
        #expect(try query("SELECT count(*) FROM events", other) == ["2"])
    }

    @Test(arguments: [
        "UPDATE events SET t_us = 9223372036854775807", "UPDATE sessions SET id = 'a' || char(10)",
        "UPDATE sessions SET dropped_by_kernel = 9223372036854775807",
        "UPDATE latencies SET events = -1", "UPDATE sessions SET received = 99",
        "UPDATE busy SET end_ms = start_ms - 1", "UPDATE series SET events = 1 << 60",
    ])
    func `a database that csm-record never wrote is refused`(change: String) throws {
        _ = try exported(try Fixtures.datagrams("boto3"))
        let store = try #require(try SessionStore.open(path))
        let single = folder.path("single.db")
        try store.copy(try store.sessions()[0], toDatabaseAt: single)
        _ = try query(change, single)
        for action in [
            { _ = try SessionFile(single, plainSession: describe()).opened() },
            { try importFile(single, into: folder.path("other.db")) },
        ] {
            let error = #expect(throws: StoreError.self) { try action() }
            #expect(error?.kind == .badData && error?.isAboutSessionFile == true)
        }
    }

    @Test func `what no datagram can hold is refused`() throws {
        var lines = try lines(try exported([Array("{}".utf8)]))
        let long = "{\"a\":\"" + String(repeating: "x", count: 66_000) + "\"}"
        lines[1] = "{\"t_us\":1,\"port\":2,\"event\":\(long)}"
        for text in [lines, ["{\"Type\":\"ApiCall\",\(long.dropFirst())"]] {
            let file = try write(text)
            let error = #expect(throws: StoreError.self) {
                try importFile(file, into: folder.path("other.db"))
            }
            #expect(error?.reason.contains("longer than a datagram can be") == true)
        }
    }
}
