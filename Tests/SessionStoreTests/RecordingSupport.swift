import CSMTestSupport

@testable import SessionStore

func describe(
    name: String? = nil, keepsSecrets: Bool = false, startedAt: Int64 = 1_000_000
) -> SessionDescription {
    SessionDescription(
        name: name, command: ["sh", "-c", "a \"b\"\n"], workingFolder: "/tmp", host: "here",
        tags: [("branch", "main")], toolVersion: "1", keepsSecrets: keepsSecrets,
        startedAt: startedAt)
}

extension SessionRecorder {
    /// Stores datagrams that arrive a millisecond apart, in one transaction.
    func store(_ datagrams: [[UInt8]]) throws(StoreError) {
        var time = description.startedAt * 1_000
        try store(droppedByKernel: 0) { (insert) throws(StoreError) in
            for datagram in datagrams {
                time += 1_000_000
                try datagram.withUnsafeBufferPointer { (bytes) throws(StoreError) in
                    try insert(Arrival(time: time, port: 4_711, isTruncated: false), bytes)
                }
            }
        }
    }

    func store(json: [String]) throws(StoreError) { try store(json.map { Array($0.utf8) }) }

    func finish() throws(StoreError) {
        try finish(
            endedAt: description.startedAt + 5_000_000, exitCode: 3, exitSignal: nil,
            droppedByKernel: 0)
    }
}

/// Runs a query with the sqlite3 program, as a person would; one string a row.
func query(_ sql: String, _ database: String) throws -> [String] {
    let result = try Program.run("/usr/bin/sqlite3", ["-batch", database, sql])
    if !result.errors.isEmpty { throw QueryFailed(message: result.errors) }
    return result.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        .map(String.init)
}

struct QueryFailed: Error {
    let message: String
}

extension SessionFile {
    /// The store of a file's sessions, which is no baseline file.
    func opened() throws -> SessionStore {
        guard case .sessions(let store) = try contents() else { throw Unexpected() }
        return store
    }

    private struct Unexpected: Error {}
}
