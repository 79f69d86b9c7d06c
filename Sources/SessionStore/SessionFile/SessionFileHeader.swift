import CSMEvents

/// The first line of a session file: all that is kept of a session but its datagrams.
struct SessionFileHeader {
    /// The format's version, `csm_record`.
    static let version: Int64 = 1

    var session: ImportedSession
    /// How many lines follow.
    var datagrams: Int

    // MARK: Writing

    static func line(of record: SessionRecord) -> [UInt8] {
        let session = record.description
        let counters = record.counters
        var output = Array("{\"csm_record\":\(version),\"session\":{\"id\":".utf8)
        func text(_ name: StaticString, _ value: String?) {
            output.append(contentsOf: ",\"\(name)\":".utf8)
            if let value {
                JSONText.append(value, to: &output)
            } else {
                output.append(contentsOf: "null".utf8)
            }
        }
        func raw(_ name: StaticString, _ value: String?) {
            output.append(contentsOf: ",\"\(name)\":\(value ?? "null")".utf8)
        }
        JSONText.append(session.id, to: &output)
        text("name", session.name)
        raw("command", JSONText.array(session.command))
        text("cwd", session.workingFolder)
        text("host", session.host)
        text("started_at", Instant.iso8601(microseconds: session.startedAt))
        text("ended_at", record.endedAt.map { Instant.iso8601(microseconds: $0) })
        raw("exit_code", record.exitCode.map { String($0) })
        raw("exit_signal", record.exitSignal.map { String($0) })
        raw("tags", JSONText.object(session.tags))
        text("tool_version", session.toolVersion)
        raw("keeps_secrets", String(session.keepsSecrets))
        raw("truncated", String(counters.truncated))
        raw("datagrams", String(counters.received))
        // Only where there are any, so that a file that knows nothing of them stays as it is.
        let left = record.processesLeft > 0 ? ",\"processes_left\":\(record.processesLeft)" : ""
        let spans =
            counters.ofSpans.allSatisfy { $0.count == 0 }
            ? "" : counters.ofSpans.map { ",\"\($0.name)\":\($0.count)" }.joined()
        raw(
            "completeness",
            """
            {"received":\(counters.received),"decoded":\(counters.decoded),\
            "undecodable":\(counters.undecodable),"empty":\(counters.empty),\
            "dropped_by_kernel":\(counters.droppedByKernel.map { String($0) } ?? "null"),\
            "dropped_by_recorder":\(counters.droppedByRecorder),\
            "attempts_expected":\(record.attemptsExpected),\
            "attempts_seen":\(record.attemptsSeen)\(left)\(spans)}
            """)
        output.append(contentsOf: "}}\n".utf8)
        return output
    }

    // MARK: Reading

    /// Whether a file begins so, in whatever version.
    static func begins(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            var scanner = JSONScanner(bytes)
            scanner.skipBlanksAndByteOrderMarks()
            guard scanner.take("{") else { return false }
            scanner.skipBlanks()
            return scanner.string()?.bytes(in: bytes).elementsEqual("csm_record".utf8) ?? false
        }
    }

    struct Problem: Error {
        let reason: String
    }

    /// A command line may take 2 MiB, in bytes; a name is one argument of it.
    private static let longestLine = 4 << 20
    private static let longestName = 128 << 10

    /// Reads a header with SQLite's JSON functions, on any connection.
    static func read(
        _ line: UnsafeBufferPointer<UInt8>, on connection: borrowing Connection
    ) throws(StoreError) -> Result<SessionFileHeader, Problem> {
        func problem(_ reason: String) -> Result<SessionFileHeader, Problem> {
            .failure(Problem(reason: reason))
        }
        // Each value is looked for from the start, so a long one would cost its length many times.
        guard line.count <= longestLine else { return problem("the header is too long") }
        var scanner = JSONScanner(line)
        scanner.skipBlanksAndByteOrderMarks()
        let json = UnsafeBufferPointer(rebasing: line[scanner.position...])
        // The shorter `->>` needs SQLite 3.38, which Ubuntu 22.04 does not have. What has members
        // stays JSON, also where it is one lone string.
        let row = try Statement(
            """
            WITH header AS (SELECT ? AS json)
            SELECT json_extract(json, '$.csm_record'), json_extract(json, '$.session.id'),
                json_extract(json, '$.session.name'),
                CASE WHEN json_extract(json, '$.session.command') NOT NULL
                    THEN json_quote(json_extract(json, '$.session.command')) END,
                json_extract(json, '$.session.cwd'), json_extract(json, '$.session.host'),
                json_extract(json, '$.session.started_at'),
                json_extract(json, '$.session.ended_at'),
                json_extract(json, '$.session.exit_code'),
                json_extract(json, '$.session.exit_signal'),
                CASE WHEN json_extract(json, '$.session.tags') NOT NULL
                    THEN json_quote(json_extract(json, '$.session.tags')) END,
                json_extract(json, '$.session.tool_version'),
                json_extract(json, '$.session.keeps_secrets'),
                json_extract(json, '$.session.truncated'),
                json_extract(json, '$.session.datagrams'),
                json_extract(json, '$.session.completeness.dropped_by_kernel'),
                json_extract(json, '$.session.completeness.dropped_by_recorder'),
                json_extract(json, '$.session.completeness.processes_left'),
                json_extract(json, '$.session.completeness.spans_received'),
                json_extract(json, '$.session.completeness.spans_used'),
                json_extract(json, '$.session.completeness.spans_joined'),
                json_extract(json, '$.session.completeness.spans_duplicate'),
                json_extract(json, '$.session.completeness.requests_refused')
            FROM header WHERE json_valid(json)
            """, on: connection, for: "read a header")
        row.bind(1, String(decoding: json, as: UTF8.self))
        guard try row.step() else {
            return problem("it is cut off or damaged: the file is incomplete")
        }
        guard row.integer(0) == version else {
            return problem(
                "it has format \(row.text(0)), but this csm-record reads format \(version)")
        }
        guard let id = row.optionalText(1), StoredValues.isID(id) else {
            return problem("the header has no valid session id")
        }
        guard let startedAt = row.optionalText(6).flatMap(Instant.microseconds(iso8601:)) else {
            return problem("the header has no valid started_at")
        }
        guard let datagrams = row.optionalInteger(14), datagrams >= 0, datagrams < 1 << 32 else {
            return problem("the header does not say how many datagrams follow")
        }
        let endedAt = row.optionalText(7).flatMap(Instant.microseconds(iso8601:))
        if row.optionalText(7) != nil, endedAt == nil {
            return problem("the header has no valid ended_at")
        }
        guard
            [13, 15, 16, 18, 19, 20, 21, 22].allSatisfy({ (0..<1 << 32).contains(row.integer($0)) }
            ),
            (0...SessionRecord.mostProcesses).contains(row.integer(17))
        else {
            return problem("the header has impossible counts")
        }
        let name = row.optionalText(2).flatMap { $0.isEmpty ? nil : $0 }
        if let name, name.utf8.count > longestName {
            return problem("the session's name is too long")
        }
        let description = SessionDescription(
            id: id, name: name,
            command: try connection.members(of: row.optionalText(3) ?? "[]").map(\.value),
            workingFolder: row.text(4), host: row.text(5),
            tags: try connection.members(of: row.optionalText(10) ?? "{}"),
            toolVersion: row.text(11), keepsSecrets: row.integer(12) != 0, startedAt: startedAt)
        var session = ImportedSession(description)
        // Earlier versions told the end by a clock that may have been set back.
        session.endedAt = endedAt.map { max($0, startedAt) }
        session.exitCode = row.optionalInteger(8).map { Int32(truncatingIfNeeded: $0) }
        session.exitSignal = row.optionalInteger(9).map { Int32(truncatingIfNeeded: $0) }
        session.processesLeft = Int(row.integer(17))
        session.counters.truncated = Int(row.integer(13))
        session.counters.droppedByKernel = row.optionalInteger(15).map { Int($0) }
        session.counters.droppedByRecorder = Int(row.integer(16))
        session.counters.spansReceived = Int(row.integer(18))
        session.counters.spansUsed = Int(row.integer(19))
        session.counters.spansJoined = Int(row.integer(20))
        session.counters.spansDuplicate = Int(row.integer(21))
        session.counters.requestsRefused = Int(row.integer(22))
        return .success(SessionFileHeader(session: session, datagrams: Int(datagrams)))
    }

    private init(session: ImportedSession, datagrams: Int) {
        self.session = session
        self.datagrams = datagrams
    }
}
