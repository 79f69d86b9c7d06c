import CSMTestSupport
import Foundation
import SessionStore

/// Captured datagrams decoded, redacted and stored, against the same bytes put into one column by
/// the sqlite3 program.
enum InsertBenchmark {
    static func run() throws -> Bool {
        let folder = try TemporaryFolder()
        let datagrams = try Fixtures.captureNames.flatMap { try Fixtures.datagrams($0) }
        let rounds = 100
        let count = datagrams.count * rounds
        let recorder = try SessionRecorder(.benchmark(), at: folder.path("own.db"))
        let own = try seconds {
            for _ in 0..<rounds { try recorder.store(datagrams) }
            try recorder.finish(
                endedAt: 1, exitCode: nil, exitSignal: nil, droppedByKernel: nil)
        }
        let plain = """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
            CREATE TABLE t (id INTEGER PRIMARY KEY, bytes BLOB);
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
            INSERT INTO t SELECT i, zeroblob(700) FROM n;
            """
        let other = try seconds {
            _ = try Program.run("/usr/bin/env", ["sqlite3", folder.path("plain.db"), plain])
        }
        print(
            """
            insert: \(figure(own / Double(count) * 1e6)) µs a datagram with decoding and redaction, \
            \(figure(own / other)) times a bare table of as many rows of 700 bytes
            """)
        return recorder.counters.received == count
    }
}

extension SessionDescription {
    static func benchmark() -> SessionDescription {
        SessionDescription(
            name: nil, command: [], workingFolder: "/", host: "", tags: [], toolVersion: "",
            keepsSecrets: false, startedAt: 0)
    }
}

extension SessionRecorder {
    func store(_ datagrams: [[UInt8]]) throws(StoreError) {
        try store(droppedByKernel: nil) { (insert) throws(StoreError) in
            for datagram in datagrams {
                try datagram.withUnsafeBufferPointer { (bytes) throws(StoreError) in
                    try insert(Arrival(time: 0, port: 1, isTruncated: false), bytes)
                }
            }
        }
    }
}
