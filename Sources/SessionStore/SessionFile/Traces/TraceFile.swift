import CSMEvents

/// OpenTelemetry's traces as one session, in which an event arrives when its span was over, or, of
/// an exported session, when it did.
struct TraceFile {
    /// The client's id of events that come without one, until the session's own is known.
    static let unknownClient = "0000000000000000"

    private let lines: LineReader
    private let template: SessionDescription
    private let makeReader: (_ clientID: String) -> any TraceReader

    /// `lines`, and what is to be known of the session besides its id and its start.
    init(
        _ lines: LineReader, session: SessionDescription,
        _ makeReader: @escaping (_ clientID: String) -> any TraceReader
    ) {
        self.lines = lines
        template = session
        self.makeReader = makeReader
    }

    func imported(
        into store: SessionStore, isReplacing: Bool,
        _ tell: @escaping (SessionFile.Progress) -> Void
    ) throws -> SessionFile.Imported {
        var reader = makeReader(Self.unknownClient)
        let sorter = try EventSorter()
        var survey = Survey()
        let requests = TraceLines(lines)
        func add(_ events: [TracedEvent]) throws {
            for event in events {
                guard event.bytes.count <= SessionFile.longestDatagram else {
                    throw requests.problem(SessionFile.tooLong)
                }
                try sorter.add(event, arrival: survey.add(event))
            }
        }
        try requests.forEachRequest { request in
            let events: [TracedEvent]
            do throws(TraceProblem) {
                events = try reader.events(in: request)
            } catch {
                throw requests.problem(error.reason)
            }
            try add(events)
            tell(.bytes(lines.position, of: lines.size))
        }
        try add(reader.finish())
        guard sorter.count > 0 else {
            throw StoreError.badFile(
                lines.path, line: nil, "it contains no span of an AWS call")
        }
        var session = session(survey, recorded: reader.session)
        session.counters = reader.counters
        let startedAt = session.description.startedAt
        let importer = try SessionImporter(startedAt: startedAt, keepsSecrets: false, into: store)
        let outcome = try importer.finishing(session, isReplacing: isReplacing) {
            var naming = ClientNaming(session: survey.id)
            var count = 0
            try sorter.forEach { bytes, arrival in
                try naming.named(bytes).withUnsafeBufferPointer {
                    try importer.add($0, arrival: arrival - startedAt, port: 0)
                }
                count += 1
                if count.isMultiple(of: SessionFile.tellStep) {
                    tell(.datagrams(count, of: sorter.count))
                }
            }
        }
        return SessionFile.Imported(session, datagrams: sorter.count, outcome)
    }

    private func session(
        _ survey: Survey, recorded: (start: Int64, end: Int64?)?
    ) -> ImportedSession {
        let start = min(recorded.map { Survey.datable($0.start) } ?? survey.start, survey.start)
        var session = ImportedSession(
            SessionDescription(
                id: survey.id, name: template.name, command: template.command,
                workingFolder: template.workingFolder, host: template.host, tags: template.tags,
                toolVersion: template.toolVersion, keepsSecrets: false, startedAt: start))
        session.endedAt = max(
            recorded?.end.map { Survey.datable($0) } ?? survey.end, survey.end)
        return session
    }
}

/// What turns out while the spans are read; times are microseconds since 1970.
private struct Survey {
    private(set) var start = Int64.max
    private(set) var end = Int64.min
    /// FNV-1a, 64 bits, of the events' bytes: the same file gives the same id.
    private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

    /// From 1970 to 2200: no session is as long, so one time that is far off refuses no file.
    static func datable(_ time: Int64) -> Int64 { min(max(time, 0), 7_258_118_400_000_000) }

    /// Returns when the event is taken to have arrived.
    mutating func add(_ event: TracedEvent) -> Int64 {
        for byte in event.bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ 0x0A) &* 0x100_0000_01B3
        let arrival = Self.datable(event.arrival)
        start = min(start, Self.datable(event.start), arrival)
        end = max(end, arrival)
        return arrival
    }

    var id: String {
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// Puts the session's id where an event waits for its client's.
private struct ClientNaming {
    private let unknown: [UInt8]
    private let known: [UInt8]
    private var named: [UInt8] = []

    init(session id: String) {
        func beginning(_ client: String) -> [UInt8] {
            Array("{\"Version\":1,\"ClientId\":\"\(client)\"".utf8)
        }
        unknown = beginning(TraceFile.unknownClient)
        known = beginning(id)
    }

    mutating func named(_ event: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        named.removeAll(keepingCapacity: true)
        if event.starts(with: unknown) {
            named += known
            named += event.dropFirst(unknown.count)
        } else {
            named += event
        }
        return named
    }
}
