import CSMAnalysis

/// How many calls each mark made of each operation: a file to commit, whose lines tell in a diff
/// what changed.
public struct CallList: Sendable, Equatable {
    /// The calls of one operation within one mark, or outside of all.
    public struct Entry: Sendable, Hashable {
        /// `nil` outside of all marks.
        public let mark: String?
        /// `S3.GetObject`.
        public let operation: String
    }

    /// None is 0.
    public let counts: [Entry: Int]

    /// The calls of sessions, all of them together; a call of several marks counts in each.
    ///
    /// Throws what reading the sessions' events throws.
    public init(of sessions: [CheckedSession]) throws {
        var counts: [Entry: Int] = [:]
        for session in sessions {
            var measures = Measures([session])
            for sample in measures.samples where sample.isCall && sample.events > 0 {
                counts[Entry(sample, mark: nil), default: 0] += sample.events
            }
            try measures.readEvents()
            for sample in measures.events?.marked ?? [] where sample.isCall {
                counts[Entry(sample, mark: nil), default: 0] -= sample.events
                for mark in sample.counts.marks {
                    counts[Entry(sample, mark: mark), default: 0] += sample.events
                }
            }
        }
        self.counts = counts.filter { $0.value > 0 }
    }

    // MARK: As text

    /// A line of the file that is none of a call list.
    public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
        /// From 1.
        public let line: Int
        public let sentence: String

        public var description: String { "line \(line): \(sentence)" }
    }

    /// Stands for no mark.
    private static let outside = "-"

    /// Reads a file's text; empty lines and those that begin with `#` say nothing.
    public init(_ text: String) throws(Problem) {
        var counts: [Entry: Int] = [:]
        for (index, line) in Budget.lines(text).enumerated() {
            if line.isEmpty || line.hasPrefix("#") { continue }
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count == 3, let count = Int(fields[2]), count > 0,
                let mark = Self.unescaped(fields[0]), let operation = Self.unescaped(fields[1])
            else {
                throw Problem(
                    line: index + 1,
                    sentence: "expected a mark, an operation and a count, separated by tabs")
            }
            let entry = Entry(mark: fields[0] == Self.outside ? nil : mark, operation: operation)
            guard counts.updateValue(count, forKey: entry) == nil else {
                throw Problem(
                    line: index + 1, sentence: "an earlier line has this mark and operation")
            }
        }
        self.counts = counts
    }

    /// The file's text: a line each, in the order of their bytes.
    public var text: String {
        let lines = counts.map { Self.line($0.key, $0.value) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return """
            # Calls by mark and operation; a mark - is none. Made by csm-record check --snapshot.

            """ + lines.map { $0 + "\n" }.joined()
    }

    /// `MARK <tab> OPERATION <tab> COUNT`.
    public static func line(_ entry: Entry, _ count: Int) -> String {
        let mark: String =
            switch entry.mark {
            case nil: outside
            case outside: "\\" + outside
            case let mark?: escaped(mark)
            }
        return "\(mark)\t\(escaped(entry.operation))\t\(count)"
    }

    private static let escapes: [(Unicode.Scalar, Unicode.Scalar)] = [
        ("\\", "\\"), ("\t", "t"), ("\n", "n"), ("\r", "r"),
    ]

    private static func escaped(_ text: String) -> String {
        // Else the line would be a comment.
        var escaped = text.hasPrefix("#") ? "\\" : ""
        for scalar in text.unicodeScalars {
            if let escape = escapes.first(where: { $0.0 == scalar }) {
                escaped.unicodeScalars += ["\\", escape.1]
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func unescaped(_ text: Substring) -> String? {
        var plain = ""
        var isEscape = false
        for scalar in text.unicodeScalars {
            if isEscape {
                // A backslash before anything else is before what would have a meaning.
                let escape = escapes.first { $0.1 == scalar }
                plain.unicodeScalars.append(escape?.0 ?? scalar)
                isEscape = false
            } else if scalar == "\\" {
                isEscape = true
            } else {
                plain.unicodeScalars.append(scalar)
            }
        }
        return isEscape || plain.isEmpty ? nil : plain
    }
}

extension CallList.Entry {
    fileprivate init(_ sample: JudgedSample, mark: String?) {
        self.init(mark: mark, operation: sample.operation.name)
    }
}
