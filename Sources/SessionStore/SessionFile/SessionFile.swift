import CSMEvents
import Glibc

/// A file of sessions from elsewhere: JSON Lines as `exportJSONLines` writes them, another sessions
/// database, plain JSON Lines of CSM events, or OpenTelemetry's traces in JSON; lines may be
/// compressed by gzip.
public struct SessionFile {
    /// What became of a session of the file.
    public struct Imported: Sendable {
        public enum Outcome: Sendable {
            case added
            /// The database had the same session, or more of it, and was left as it is.
            case alreadyThere
            /// The database had less of the session.
            case replaced
        }

        public let id: String
        public let name: String?
        public let keepsSecrets: Bool
        public let datagrams: Int
        public let outcome: Outcome
    }

    /// How far a file is read.
    public enum Progress: Sendable {
        case datagrams(Int, of: Int)
        /// Of the file, as they are in it; `nil` for a pipe.
        case bytes(Int, of: Int?)
    }

    /// After how many datagrams progress is told.
    static let tellStep = 1_000

    /// What UDP over IPv4 can carry.
    static let longestDatagram = 65_507
    static let tooLong = "its event is longer than a datagram can be"

    private let path: String
    private let plainSession: SessionDescription
    private let traceReader: ((_ clientID: String) -> any TraceReader)?

    /// The file at `path`, which is opened when it is read; `-` is standard input.
    ///
    /// `plainSession` describes the session of a file of plain events or traces, but for its id and
    /// its start, which follow from the events. `traceReader` makes what reads traces, which are
    /// refused without; the id is that of events that come without a client's.
    public init(
        _ path: String, plainSession: SessionDescription,
        traceReader: ((_ clientID: String) -> any TraceReader)? = nil
    ) {
        self.path = path
        self.plainSession = plainSession
        self.traceReader = traceReader
    }

    /// What a file holds, to be read in place.
    public enum Contents {
        /// A store of the file's sessions alone.
        case sessions(SessionStore)
        /// The figures of sessions, without their events.
        case baseline([BaselineSession])
    }

    public func contents(tell: @escaping (Progress) -> Void = { _ in }) throws -> Contents {
        let lines = try LineReader(path)
        if try isDatabase(lines) { return .sessions(try SessionStore.openSessionFile(path)) }
        if BaselineFile.begins(try lines.peek(256)) {
            return .baseline(try BaselineFile.read(lines))
        }
        let store = try SessionStore.temporary()
        _ = try importLines(lines, into: store, isReplacing: false, tell)
        return .sessions(store)
    }

    /// Adds the file's sessions to a store.
    ///
    /// A session is there whole in the end, or an error is thrown and the store is as it was. One
    /// that the store has already is replaced only by more of itself, or if `isReplacing`. `tell` is
    /// called now and then.
    public func imported(
        into store: SessionStore, isReplacing: Bool = false,
        tell: @escaping (Progress) -> Void = { _ in }
    ) throws -> [Imported] {
        try store.clearUnfinished()
        let lines = try LineReader(path)
        if try isDatabase(lines) {
            let source = try SessionStore.openSessionFile(path)
            return try source.sessions().reversed().map {
                try store.add($0, from: source, isReplacing: isReplacing, tell)
            }
        }
        return [try importLines(lines, into: store, isReplacing: isReplacing, tell)]
    }

    /// Whether it is an SQLite database (https://sqlite.org/fileformat.html).
    private func isDatabase(_ lines: LineReader) throws -> Bool {
        guard try lines.peek(16) == Array("SQLite format 3\0".utf8) else { return false }
        if lines.isCompressed {
            throw StoreError.badFile(
                lines.path, line: nil, "it is a compressed database: decompress it first")
        }
        guard path != "-" else {
            throw StoreError.badFile(
                lines.path, line: nil, "it is a database; pass its path instead of standard input")
        }
        return true
    }

    private func importLines(
        _ lines: LineReader, into store: SessionStore, isReplacing: Bool,
        _ tell: @escaping (Progress) -> Void
    ) throws -> Imported {
        if BaselineFile.begins(try lines.peek(256)) {
            throw StoreError.badFile(
                lines.path, line: nil,
                "it is a baseline file, which has no events to import")
        }
        if let traceReader, TraceLines.begins(try lines.peek(256)) {
            return try TraceFile(lines, session: plainSession, traceReader)
                .imported(into: store, isReplacing: isReplacing, tell)
        }
        guard SessionFileHeader.begins(try lines.peek(64)) else {
            return try PlainEvents(lines, session: plainSession)
                .imported(into: store, isReplacing: isReplacing, tell)
        }
        var header: Result<SessionFileHeader, SessionFileHeader.Problem>?
        _ = try lines.next { line in
            header = try SessionFileHeader.read(line, on: store.connection)
        }
        switch header {
        case .success(let header):
            return try importSession(header, lines, into: store, isReplacing: isReplacing, tell)
        case .failure(let problem): throw StoreError.badFile(lines.path, line: 1, problem.reason)
        case nil: throw StoreError.badFile(lines.path, line: nil, "the file is empty")
        }
    }

    private func importSession(
        _ header: SessionFileHeader, _ lines: LineReader, into store: SessionStore,
        isReplacing: Bool, _ tell: (Progress) -> Void
    ) throws -> Imported {
        try store.adding(
            header.session, datagrams: header.datagrams, isReplacing: isReplacing
        ) { importer in
            var decoder = EventDecoder()
            var count = 0
            try lines.forEachLine { line in
                // A newline too many is no more than that.
                if line.isEmpty, count == header.datagrams { return }
                guard count < header.datagrams else {
                    throw StoreError.badFile(
                        lines.path, line: lines.line,
                        "the file has more than the \(header.datagrams) datagrams in its header")
                }
                if let problem = try add(line, to: importer, &decoder) {
                    throw StoreError.badFile(
                        lines.path, line: lines.line,
                        lines.isLineCut ? "it is cut off: the file is incomplete" : problem)
                }
                count += 1
                if count.isMultiple(of: Self.tellStep) {
                    tell(.datagrams(count, of: header.datagrams))
                }
            }
            guard count == header.datagrams else {
                throw StoreError.badFile(
                    lines.path, line: lines.line,
                    "the file ends after \(count) of \(header.datagrams) datagrams: it is incomplete"
                )
            }
        }
    }

    /// Adds a line's datagram, or only checks the line; says what is wrong with it.
    private func add(
        _ line: UnsafeBufferPointer<UInt8>, to importer: SessionImporter?,
        _ decoder: inout EventDecoder
    ) throws -> String? {
        guard let (arrival, port, bytes) = SessionFileLine.read(line) else {
            return "it is not a datagram"
        }
        switch bytes {
        case .event(let range):
            let datagram = UnsafeBufferPointer(rebasing: line[range])
            guard decoder.decode(datagram).level.isDecoded else {
                return "its event is not one JSON object"
            }
            if datagram.count > Self.longestDatagram { return Self.tooLong }
            try importer?.add(datagram, arrival: arrival, port: port)
            return nil
        case .decoded(let datagram):
            if datagram.count > Self.longestDatagram { return Self.tooLong }
            try datagram.withUnsafeBufferPointer {
                try importer?.add($0, arrival: arrival, port: port)
            }
            return nil
        }
    }
}

extension SessionStore {
    /// Adds a session of which `addDatagrams` adds each datagram; if that throws, none of it.
    ///
    /// Where the database is recording it, `addDatagrams` gets no importer, and only checks.
    fileprivate func adding(
        _ session: ImportedSession, datagrams: Int, isReplacing: Bool,
        _ addDatagrams: (SessionImporter?) throws -> Void
    ) throws -> SessionFile.Imported {
        if try connection.present(session.description.id)?.isRecording == true {
            try addDatagrams(nil)
            return .init(session, datagrams: datagrams, .alreadyThere)
        }
        let importer = try SessionImporter(
            startedAt: session.description.startedAt,
            keepsSecrets: session.description.keepsSecrets, into: self)
        let outcome = try importer.finishing(session, isReplacing: isReplacing) {
            try addDatagrams(importer)
        }
        return .init(session, datagrams: datagrams, outcome)
    }

    /// Adds a session of another store.
    fileprivate func add(
        _ record: SessionRecord, from source: SessionStore, isReplacing: Bool,
        _ tell: (SessionFile.Progress) -> Void
    ) throws -> SessionFile.Imported {
        let total = record.counters.received
        return try adding(
            ImportedSession(record), datagrams: total, isReplacing: isReplacing
        ) { importer in
            guard let importer else { return }
            var count = 0
            try source.forEachEvent(of: record.number) { event in
                try importer.add(event.bytes, arrival: event.arrival, port: event.port)
                count += 1
                if count.isMultiple(of: SessionFile.tellStep) { tell(.datagrams(count, of: total)) }
            }
        }
    }

    /// Copies a session into a new database at `path`, for itself.
    public func copy(
        _ record: SessionRecord, toDatabaseAt path: String,
        tell: (SessionFile.Progress) -> Void = { _ in }
    ) throws {
        let target = try SessionStore.openOrCreate(path)
        // Nobody else knows of it until it is whole.
        defer { unlink(path + Presence.suffix) }
        _ = try target.add(record, from: self, isReplacing: false, tell)
        // One file, without a log beside it, that can be read where nobody may write.
        try target.connection.execute("PRAGMA journal_mode = DELETE", for: "write \(path)")
    }
}

extension SessionImporter {
    /// Adds what `addDatagrams` adds and makes the session visible; if that fails, takes it away.
    func finishing(
        _ session: ImportedSession, isReplacing: Bool, _ addDatagrams: () throws -> Void
    ) throws -> SessionFile.Imported.Outcome {
        do {
            try addDatagrams()
            return try finish(session, isReplacing: isReplacing)
        } catch {
            // What cannot be taken away now, the next import or removal will.
            try? cancel()
            throw error
        }
    }
}

extension SessionFile.Imported {
    init(_ session: ImportedSession, datagrams: Int, _ outcome: Outcome) {
        self.init(
            id: session.description.id, name: session.description.name,
            keepsSecrets: session.description.keepsSecrets, datagrams: datagrams, outcome: outcome)
    }
}
