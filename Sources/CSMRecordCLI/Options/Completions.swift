import ArgumentParser
import CSMAnalysis
import CSMEvents
import Glibc
import SessionReading
import SessionStore

/// What a shell offers where a session, an operation or the like is typed.
///
/// Read from the database; where there is none, or it cannot be read, nothing is offered, for a
/// message would spoil the line that is being typed.
enum Completions {
    /// More are not offered: nobody looks through them.
    private static let most = 200
    /// Marks are looked for in no more datagrams, so that nobody waits.
    private static let mostDatagrams = 200_000

    static var session: CompletionKind {
        .custom { words, _, prefix in sessions(words) + files(prefix) }
    }

    /// Sessions of the database only.
    static var storedSession: CompletionKind { .custom { words, _, _ in sessions(words) } }

    static var operation: CompletionKind { .custom { words, _, _ in operations(words) } }

    static var mark: CompletionKind { .custom { words, _, _ in marks(words) } }

    /// Dimensions, after those that are there already and a comma.
    static var dimensions: CompletionKind {
        .custom { words, _, prefix in
            let isPushed = words.contains("--athena")
            let given = prefix.split(separator: ",", omittingEmptySubsequences: false).dropLast()
            let before = given.map { $0 + "," }.joined()
            let known = Dimension.allCases.filter {
                isPushed ? !$0.isOfRecordings : !$0.isOfPushedEvents
            }
            return known.map(\.rawValue).filter { !given.contains($0[...]) }
                .map { before + $0 }
        }
    }

    private static func reader(_ words: [String]) -> SessionReader {
        let option = words.firstIndex(of: "--db").flatMap { place in
            words.indices.contains(place + 1) ? words[place + 1] : nil
        }
        let path = DatabaseLocation.resolve(
            explicit: option, environment: SystemFacts.environment,
            home: SystemFacts.homeFolder(), folder: SystemFacts.workingFolder(),
            refuse: { _ in })
        return SessionReader(database: path, plainSession: { .imported(from: $0) })
    }

    private static func sessions(_ words: [String]) -> [String] {
        guard let sessions = try? reader(words).sessions(), !sessions.isEmpty else { return [] }
        var known: Set<String> = []
        let shown = sessions.prefix(most)
        let names = shown.compactMap(\.description.name)
            .filter { isTypable($0) && known.insert($0).inserted }
        return ["@"] + (sessions.count > 1 ? ["@~1"] : []) + names + shown.map(\.description.id)
    }

    /// The session that the line names already, else the newest.
    private static func chosen(_ words: [String]) -> StoredSession? {
        let reader = reader(words)
        for word in words.dropFirst(2) where !word.isEmpty && !word.hasPrefix("-") {
            if access(word, F_OK) != 0, let session = try? reader.session(word) { return session }
        }
        return try? reader.session("@")
    }

    private static func operations(_ words: [String]) -> [String] {
        guard let session = chosen(words) else { return [] }
        var operations: Set<String> = []
        try? session.store.forEachSeries(of: session.record.number, withBusy: false) { series in
            let labels = series.labels
            guard labels.level == .call || labels.level == .attempt else { return }
            operations.insert("\(labels.service).\(labels.api)".filter { $0 != " " })
        }
        return Array(operations.filter(isTypable).sorted().prefix(most))
    }

    private static func marks(_ words: [String]) -> [String] {
        guard let session = chosen(words), session.record.counters.received <= mostDatagrams,
            let events = try? session.events(linking: false, { _ in false })
        else { return [] }
        return Array(events.marks.names.filter(isTypable).prefix(most))
    }

    /// Names may come from anywhere; what ends a line or moves a cursor is not offered.
    private static func isTypable(_ name: String) -> Bool {
        !name.isEmpty && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    }

    /// Session files, and folders that may hold some, whose paths begin with `prefix`.
    private static func files(_ prefix: String) -> [String] {
        let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
        guard let stream = opendir(folder.isEmpty ? "." : folder) else { return [] }
        defer { closedir(stream) }
        var paths: [String] = []
        while let entry = readdir(stream), paths.count < most {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let path = folder + name
            guard path.hasPrefix(prefix), isTypable(name),
                !name.hasPrefix(".") || prefix.dropFirst(folder.count).hasPrefix("."),
                name != ".", name != ".."
            else { continue }
            if name.hasSuffix(".jsonl") || name.hasSuffix(".jsonl.gz") {
                paths.append(path)
            } else if entry.pointee.d_type == UInt8(DT_DIR) {
                paths.append(path + "/")
            }
        }
        return paths.sorted()
    }
}
