import CSMEvents

/// Beginning, ending and removing a session's row.
extension Connection {
    /// Begins a session and returns its number.
    func insert(_ session: SessionDescription) throws(StoreError) -> Int64 {
        let operation = "begin a session"
        let statement = try Statement(
            """
            INSERT INTO sessions (id, name, command, cwd, host, tags, tool_version, keeps_secrets,
                started_us, recorder)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number
            """, on: self, for: operation)
        statement.bind(1, session.id)
        statement.bind(2, session.name)
        statement.bind(3, JSONText.array(session.command))
        statement.bind(4, session.workingFolder)
        statement.bind(5, session.host)
        statement.bind(6, JSONText.object(session.tags))
        statement.bind(7, session.toolVersion)
        statement.bind(8, session.keepsSecrets)
        statement.bind(9, session.startedAt)
        statement.bind(10, RecorderIdentity.current()?.text)
        _ = try statement.step()
        let number = statement.integer(0)
        // The row is there only once the statement is done.
        _ = try statement.step()
        return number
    }

    func end(
        session: Int64, endedAt: Int64, exitCode: Int32?, exitSignal: Int32?
    ) throws(StoreError) {
        let statement = try Statement(
            """
            UPDATE sessions SET ended_us = ?, exit_code = ?, exit_signal = ?, recorder = NULL
            WHERE number = ?
            """, on: self, for: "end a session")
        statement.bind(1, endedAt)
        statement.bind(2, exitCode)
        statement.bind(3, exitSignal)
        statement.bind(4, session)
        try statement.run()
    }

    /// Removes a session and all that belongs to it.
    func remove(session: Int64) throws(StoreError) {
        let operation = "remove a session"
        try transaction(for: operation) { () throws(StoreError) in
            let events = try Statement(
                "DELETE FROM events WHERE id BETWEEN ?1 << 32 AND (?1 + 1 << 32) - 1", on: self,
                for: operation)
            events.bind(1, session)
            try events.run()
            let row = try Statement(
                "DELETE FROM sessions WHERE number = ?", on: self, for: operation)
            row.bind(1, session)
            try row.run()
        }
    }
}

extension JSONText {
    static func array(_ strings: [String]) -> String {
        var output = [UInt8(ascii: "[")]
        for (index, string) in strings.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            append(string, to: &output)
        }
        output.append(UInt8(ascii: "]"))
        return String(decoding: output, as: UTF8.self)
    }

    /// Of a name that comes twice the last value holds.
    static func object(_ members: [(name: String, value: String)]) -> String {
        var output = [UInt8(ascii: "{")]
        let unique = Dictionary(members.map { ($0.name, $0.value) }) { $1 }
        for (index, member) in unique.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            append(member.key, to: &output)
            output.append(UInt8(ascii: ":"))
            append(member.value, to: &output)
        }
        output.append(UInt8(ascii: "}"))
        return String(decoding: output, as: UTF8.self)
    }
}
