import CSMEvents

/// Beginning, ending and removing a session's row.
extension Connection {
    /// Begins a session that this process records, and returns its number.
    func begin(_ session: SessionDescription) throws(StoreError) -> Int64 {
        try transaction(for: "begin a session") { () throws(StoreError) in
            let number = try nextNumber()
            try insert(session, number: number, recorder: presence.identity())
            return number
        }
    }

    /// A number that no session has or ever had.
    func nextNumber() throws(StoreError) -> Int64 {
        try execute("UPDATE last_number SET number = number + 1", for: "begin a session")
        return try integer("SELECT number FROM last_number", for: "begin a session")
    }

    /// Makes a number the next one again, if none came after it; nobody may have seen it.
    func giveBack(number: Int64) throws(StoreError) {
        let statement = try Statement(
            "UPDATE last_number SET number = ?1 - 1 WHERE number = ?1", on: self,
            for: "begin a session")
        statement.bind(1, number)
        try statement.run()
    }

    func insert(
        _ session: SessionDescription, number: Int64, recorder: RecorderIdentity?
    ) throws(StoreError) {
        let statement = try Statement(
            """
            INSERT INTO sessions (number, id, name, command, cwd, host, tags, tool_version,
                keeps_secrets, started_us, recorder)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, on: self, for: "begin a session")
        statement.bind(1, number)
        statement.bind(2, session.id)
        statement.bind(3, session.name)
        statement.bind(4, JSONText.array(session.command))
        statement.bind(5, session.workingFolder)
        statement.bind(6, session.host)
        statement.bind(7, JSONText.object(session.tags))
        statement.bind(8, session.toolVersion)
        statement.bind(9, session.keepsSecrets)
        statement.bind(10, session.startedAt)
        statement.bind(11, recorder?.text)
        try statement.run()
    }

    func end(
        session: Int64, endedAt: Int64, exitCode: Int32?, exitSignal: Int32?, processesLeft: Int
    ) throws(StoreError) {
        let statement = try Statement(
            """
            UPDATE sessions SET ended_us = ?, exit_code = ?, exit_signal = ?, left_behind = ?,
                recorder = NULL WHERE number = ?
            """, on: self, for: "end a session")
        statement.bind(1, endedAt)
        statement.bind(2, exitCode)
        statement.bind(3, exitSignal)
        statement.bind(4, Int64(processesLeft))
        statement.bind(5, session)
        try statement.run()
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
