import CSMEvents

extension BaselineFile {
    /// Reads a whole file.
    static func read(_ lines: LineReader) throws -> [BaselineSession] {
        let bytes = try lines.rest(atMost: BaselineValues.mostBytes)
        return try bytes.withUnsafeBufferPointer { bytes in
            do {
                return try read(bytes)
            } catch let problem as JSONReader.Problem {
                let line = 1 + bytes[..<problem.position].count { $0 == 0x0A }
                throw StoreError.badFile(lines.path, line: line, problem.reason)
            }
        }
    }

    private static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws -> [BaselineSession] {
        var reader = JSONReader(bytes)
        var sessions: [BaselineSession] = []
        var isKnown = false
        try reader.members("the file", required: ["schema", "sessions"]) { reader, name in
            let start = reader.position
            switch name {
            case "schema":
                let found = try reader.text("schema", limit: 256)
                guard found == schema else {
                    throw reader.problem(
                        "it has format \(found), and this csm-record knows \(schema)", at: start)
                }
                isKnown = true
            case "sessions":
                // A later version may mean something else by what follows.
                guard isKnown else { throw reader.problem("the schema is not said", at: start) }
                try reader.elements("sessions") { reader in
                    let start = reader.position
                    guard sessions.count < BaselineValues.mostSessions else {
                        throw reader.problem(
                            "it has more than \(BaselineValues.mostSessions) sessions", at: start)
                    }
                    sessions.append(try BaselineSessionReader.read(&reader))
                }
            default: return false
            }
            return true
        }
        try reader.end()
        return sessions
    }
}

/// A session of a baseline file, while it is read.
private struct BaselineSessionReader {
    /// A name may be a command's whole argument.
    private static let longestText = 128 << 10

    private var id: String?
    private var name: String?
    private var tags: [(name: String, value: String)] = []
    private var startedAt: Int64?
    private var endedAt: Int64?
    private var host = ""
    private var toolVersion = ""
    private var state: SessionRecord.State?
    private var exitCode: Int32?
    private var exitSignal: Int32?
    private var counters = SessionCounters()
    private var misdatedCalls: Int?
    private var attemptsWithoutCall: Int?
    private var processesLeft = 0
    private var operations: [BaselineSession.Operation] = []

    static func read(_ reader: inout JSONReader) throws -> BaselineSession {
        let start = reader.position
        var session = BaselineSessionReader()
        try reader.members(
            "a session", required: ["id", "started_at", "state", "completeness", "operations"]
        ) { try session.take($1, &$0) }
        guard let id = session.id else {
            throw reader.problem("a session has no valid id", at: start)
        }
        guard let startedAt = session.startedAt else {
            throw reader.problem("session \(id) has no valid started_at", at: start)
        }
        guard let state = session.state else {
            throw reader.problem("session \(id) has no valid state", at: start)
        }
        session.operations.sort { BaselineSession.Operation.precedes($0, $1) }
        for (one, other) in zip(session.operations, session.operations.dropFirst())
        where !BaselineSession.Operation.precedes(one, other) {
            throw reader.problem(
                "session \(id) has operation \(one.service).\(one.api) twice", at: start)
        }
        return session.whole(id, startedAt, state)
    }

    private func whole(
        _ id: String, _ startedAt: Int64, _ state: SessionRecord.State
    ) -> BaselineSession {
        let description = SessionDescription(
            id: id, name: name, command: [], workingFolder: "", host: host, tags: tags,
            toolVersion: toolVersion, keepsSecrets: false, startedAt: startedAt)
        func sum(_ member: KeyPath<BaselineSession.Operation, Int>) -> Int {
            operations.reduce(0) { $0 + $1[keyPath: member] }
        }
        let record = SessionRecord(
            number: 0, description: description, state: state,
            endedAt: endedAt.map { max($0, startedAt) }, lastArrival: 0, exitCode: exitCode,
            exitSignal: exitSignal, processesLeft: processesLeft, counters: counters,
            calls: sum(\.calls), errors: sum(\.errors), attemptsExpected: sum(\.attemptsExpected),
            attemptsSeen: sum(\.attempts), attemptsNotShown: sum(\.attemptsNotShown))
        return BaselineSession(
            of: record, misdatedCalls: misdatedCalls, attemptsWithoutCall: attemptsWithoutCall,
            operations: operations)
    }

    private mutating func take(_ member: String, _ reader: inout JSONReader) throws -> Bool {
        let limit = Self.longestText
        switch member {
        case "id":
            let text = try reader.text("id", limit: limit)
            id = StoredValues.isID(text) ? text : nil
        case "name": name = try reader.optionalText("name", limit: limit)
        case "tags":
            try reader.members("tags") { reader, name in
                tags.append((name, try reader.text("tag \(name)", limit: limit)))
                return true
            }
        case "started_at": startedAt = try Self.instant(member, &reader)
        case "ended_at": endedAt = try Self.instant(member, &reader)
        case "host": host = try reader.optionalText(member, limit: limit) ?? ""
        case "tool_version": toolVersion = try reader.optionalText(member, limit: limit) ?? ""
        case "state": state = .init(rawValue: try reader.text("state", limit: limit))
        case "exit_code": exitCode = try Self.code(member, &reader)
        case "exit_signal": exitSignal = try Self.code(member, &reader)
        case "completeness": try reader.members(member) { try takeCount($1, &$0) }
        case "operations":
            try reader.elements(member) { operations.append(try .read(&$0)) }
        default: return false
        }
        return true
    }

    private mutating func takeCount(_ member: String, _ reader: inout JSONReader) throws -> Bool {
        let counts = StoredValues.counts
        func count() throws -> Int { Int(try reader.integer(member, in: counts)) }
        func optionalCount() throws -> Int? {
            try reader.optionalInteger(member, in: counts).map { Int($0) }
        }
        switch member {
        case "received": counters.received = try count()
        case "decoded": counters.decoded = try count()
        case "undecodable": counters.undecodable = try count()
        case "empty": counters.empty = try count()
        case "dropped_by_kernel": counters.droppedByKernel = try optionalCount()
        case "dropped_by_recorder": counters.droppedByRecorder = try count()
        case "spans_received": counters.spansReceived = try count()
        case "spans_used": counters.spansUsed = try count()
        case "spans_joined": counters.spansJoined = try count()
        case "spans_duplicate": counters.spansDuplicate = try count()
        case "requests_refused": counters.requestsRefused = try count()
        case "misdated_calls": misdatedCalls = try optionalCount()
        case "attempts_without_call": attemptsWithoutCall = try optionalCount()
        case "processes_left":
            processesLeft = Int(try reader.integer(member, in: 0...SessionRecord.mostProcesses))
        default: return false
        }
        return true
    }

    private static func instant(_ member: String, _ reader: inout JSONReader) throws -> Int64? {
        let start = reader.position
        guard let text = try reader.optionalText(member, limit: 64) else { return nil }
        guard let instant = Instant.microseconds(iso8601: text) else {
            throw reader.problem("\(member) is no time", at: start)
        }
        return instant
    }

    private static func code(_ member: String, _ reader: inout JSONReader) throws -> Int32? {
        try reader.optionalInteger(member, in: StoredValues.codes).map { Int32($0) }
    }
}

extension BaselineSession.Operation {
    /// By the bytes of their names, as the database has them.
    public static func precedes(_ left: Self, _ right: Self) -> Bool {
        left.service.utf8.elementsEqual(right.service.utf8)
            ? left.api.utf8.lexicographicallyPrecedes(right.api.utf8)
            : left.service.utf8.lexicographicallyPrecedes(right.service.utf8)
    }

    fileprivate static func read(_ reader: inout JSONReader) throws -> Self {
        let start = reader.position
        var operation = Self(service: "", api: "")
        var expected: Int?
        try reader.members(
            "an operation", required: ["service", "api", "calls", "attempts", "latencies_ms"]
        ) { try operation.take($1, &$0, &expected) }
        operation.attemptsExpected = expected ?? operation.attempts
        let name = "operation \(operation.service).\(operation.api)"
        guard operation.errors <= operation.calls else {
            throw reader.problem("\(name) has more errors than calls", at: start)
        }
        guard operation.throttles <= operation.attempts else {
            throw reader.problem("\(name) has more throttles than attempts", at: start)
        }
        guard operation.latencies.reduce(0, { $0 + $1.calls }) <= operation.calls else {
            throw reader.problem("\(name) has more latencies than calls", at: start)
        }
        return operation
    }

    private mutating func take(
        _ member: String, _ reader: inout JSONReader, _ expected: inout Int?
    ) throws -> Bool {
        func count(_ range: ClosedRange<Int64>) throws -> Int {
            Int(try reader.integer(member, in: range))
        }
        let limit = EventLabels.textLimit * 4
        switch member {
        case "service": service = try reader.text(member, limit: limit)
        case "api": api = try reader.text(member, limit: limit)
        case "calls": calls = try count(StoredValues.counts)
        case "errors": errors = try count(StoredValues.counts)
        case "attempts": attempts = try count(StoredValues.counts)
        case "throttles": throttles = try count(StoredValues.counts)
        case "retries": retries = try count(BaselineValues.sums)
        case "attempts_expected": expected = try count(BaselineValues.sums)
        case "attempts_not_shown": attemptsNotShown = try count(BaselineValues.sums)
        case "latencies_ms":
            try reader.elements(member) { reader in
                latencies.append(
                    try reader.pair(
                        "a latency", in: StoredValues.figures,
                        1...StoredValues.counts.upperBound))
            }
            let ascending = zip(latencies, latencies.dropFirst()).allSatisfy {
                $0.milliseconds < $1.milliseconds
            }
            guard ascending else {
                throw reader.problem("the latencies do not ascend", at: reader.position)
            }
        default: return false
        }
        return true
    }
}
