import CSMEvents

/// CSM events as JSON Lines, as any listener may have written them: one session, in which an event
/// arrives when it says that it was over.
struct PlainEvents {
    private let lines: LineReader
    private let template: SessionDescription

    /// `lines`, and what is to be known of the session besides its id and its start.
    init(_ lines: LineReader, session: SessionDescription) {
        self.lines = lines
        template = session
    }

    func imported(
        into store: SessionStore, isReplacing: Bool, _ tell: (SessionFile.Progress) -> Void
    ) throws -> SessionFile.Imported {
        var survey = Survey(startedAt: template.startedAt)
        var clock = SenderClock()
        var importer: SessionImporter?
        // Events before the first that says when it was; arrivals count from that one's start.
        var untimed: [[UInt8]] = []
        var untimedBytes = 0
        func begin() throws -> SessionImporter {
            let importer = try SessionImporter(
                startedAt: survey.base, keepsSecrets: false, into: store)
            for bytes in untimed {
                try bytes.withUnsafeBufferPointer { _ = try importer.add($0, arrival: 0, port: 0) }
            }
            return importer
        }
        do {
            try forEachEvent { event, bytes in
                let interval = Interval(of: event, endTimestamp: clock.sendsEnds(event, bytes))
                survey.add(interval, latency: event.latency, bytes)
                if importer == nil {
                    guard survey.hasTimes || untimedBytes > Self.mostUntimedBytes else {
                        untimed.append(Array(bytes))
                        untimedBytes += bytes.count
                        return
                    }
                    importer = try begin()
                    survey.holdBase()
                }
                try importer?.add(bytes, arrival: survey.arrival, port: 0)
                if survey.count.isMultiple(of: SessionFile.tellStep) {
                    tell(.bytes(lines.position, of: lines.size))
                }
            }
            guard survey.count > 0 else {
                throw StoreError.badFile(lines.path, line: nil, "it contains no event")
            }
            let ready = try importer ?? begin()
            importer = ready
            try ready.delayArrivals(by: survey.base - survey.start)
            let session = session(survey)
            return SessionFile.Imported(
                session, datagrams: survey.count,
                try ready.finish(session, isReplacing: isReplacing))
        } catch {
            try? importer?.cancel()
            throw error
        }
    }

    /// Of a file in which no event has a time no more is kept in memory.
    private static let mostUntimedBytes = 16 << 20

    private func session(_ survey: Survey) -> ImportedSession {
        var session = ImportedSession(
            SessionDescription(
                id: survey.id, name: template.name, command: template.command,
                workingFolder: template.workingFolder, host: template.host, tags: template.tags,
                toolVersion: template.toolVersion, keepsSecrets: false, startedAt: survey.start))
        session.endedAt = survey.end
        return session
    }

    private func forEachEvent(
        _ body: (DecodedEvent, UnsafeBufferPointer<UInt8>) throws -> Void
    ) throws {
        var decoder = EventDecoder()
        try lines.forEachLine { line in
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return }
            let event = decoder.decode(line)
            guard event.level.isDecoded else {
                throw StoreError.badFile(
                    lines.path, line: lines.line,
                    "it is neither a CSM event nor a csm-record header")
            }
            guard event.type.isPresent else {
                throw StoreError.badFile(
                    lines.path, line: lines.line, "it is not a CSM event: it has no Type")
            }
            guard line.count <= SessionFile.longestDatagram else {
                throw StoreError.badFile(lines.path, line: lines.line, SessionFile.tooLong)
            }
            try body(event, line)
        }
    }

    /// What turns out while the events are read; times are microseconds since 1970.
    private struct Survey {
        private(set) var count = 0
        /// What arrivals are counted from until the earliest start is known.
        private(set) var base: Int64
        /// The earliest start.
        private(set) var start: Int64
        /// The latest end.
        private(set) var end: Int64
        /// When the last event arrived, since `base`; it may be before that.
        private(set) var arrival: Int64 = 0
        private(set) var hasTimes = false
        private var isBaseHeld = false
        /// Of the events before the first with a time.
        private var longestUntimed: Int32 = 0
        /// FNV-1a, 64 bits, of the events' bytes: the same file gives the same id.
        private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

        /// `startedAt` holds where no event says when it was.
        init(startedAt: Int64) { (base, start, end) = (startedAt, startedAt, startedAt) }

        /// `interval` is when the event says that it was; `latency` all the same counts if it does
        /// not.
        mutating func add(
            _ interval: Interval?, latency: Int32?, _ bytes: UnsafeBufferPointer<UInt8>
        ) {
            count += 1
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            hash = (hash ^ 0x0A) &* 0x100_0000_01B3
            guard let interval else {
                // It is taken to have ended when it arrived, which was with the event before it.
                longestUntimed = hasTimes ? longestUntimed : max(longestUntimed, latency ?? 0)
                if hasTimes { start = min(start, base + arrival - Int64(latency ?? 0) * 1_000) }
                return
            }
            if !hasTimes {
                if !isBaseHeld { base = interval.start * 1_000 }
                (start, end) = (
                    interval.start * 1_000 - Int64(longestUntimed) * 1_000, interval.end * 1_000
                )
                hasTimes = true
            }
            start = min(start, interval.start * 1_000)
            end = max(end, interval.end * 1_000)
            arrival = interval.end * 1_000 - base
        }

        /// From now on arrivals have been counted from `base`.
        mutating func holdBase() { isBaseHeld = true }

        var id: String {
            let digits = String(hash, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
    }
}

/// Tells what an event's timestamp means, which its user agent says.
///
/// Most events have the one before's, and are told by comparing bytes.
private struct SenderClock {
    private var userAgent: [UInt8] = []
    private var startsWithClientID = false
    private var answer: Bool?

    /// Whether the event's timestamp is its end.
    mutating func sendsEnds(_ event: DecodedEvent, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let userAgent = event.userAgent.bytes(in: bytes)
        if let answer, startsWithClientID == event.startsWithClientID,
            userAgent.elementsEqual(self.userAgent)
        {
            return answer
        }
        let answer = SDK(of: event, in: bytes)?.sendsEndTimestamps ?? false
        self.answer = answer
        self.userAgent = Array(userAgent)
        startsWithClientID = event.startsWithClientID
        return answer
    }
}

extension Interval {
    /// From 1970 to 2200: no session is as long, so one time that is far off refuses no file.
    private static let datable: ClosedRange<Int64> = 0...7_258_118_400_000

    /// When an event says that it was under way; `nil` where it says nothing that can be, so that it
    /// is taken to have come with the event before it.
    fileprivate init?(of event: DecodedEvent, endTimestamp: Bool) {
        guard let start = SDK.start(of: event, endTimestamp: endTimestamp),
            Self.datable.contains(start)
        else { return nil }
        self.init(start: start, end: start + Int64(event.latency ?? 0))
    }
}
