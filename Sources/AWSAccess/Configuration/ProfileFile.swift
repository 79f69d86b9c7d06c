/// A file of AWS profiles: `~/.aws/config` or `~/.aws/credentials`.
///
/// Source: "Shared config and credentials files" in the AWS SDKs and tools reference guide.
struct ProfileFile {
    /// A section's settings; those of an indented block below `name =` are `name.setting`.
    typealias Section = [String: String]

    /// By the words in the brackets, with one blank between.
    private(set) var sections: [String: Section] = [:]

    init(_ text: String, path: String) throws(AWSAccessError) {
        var section: String?
        // The latest setting that is not within another, and how far it is indented.
        var parent: (name: String, indentation: Int)?
        // A carriage return and a newline are one Character.
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let content = Self.trimmed(line)
            if content.isEmpty || content.hasPrefix("#") || content.hasPrefix(";") { continue }
            if content.hasPrefix("[") {
                guard let name = Self.sectionName(content) else {
                    throw Self.malformed(path, index, "a section's name in brackets")
                }
                sections[name] = sections[name] ?? [:]
                (section, parent) = (name, nil)
                continue
            }
            let indentation = line.prefix(while: \.isWhitespace).count
            let outer = parent.flatMap { indentation > $0.indentation ? $0.name : nil }
            let parts = content.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let section else {
                // What goes on in a further line is no setting that we read.
                if outer != nil { continue }
                throw Self.malformed(path, index, "NAME = VALUE")
            }
            let name = Self.trimmed(parts[0]).lowercased()
            let value = Self.trimmed(parts[1])
            if let outer {
                sections[section]?["\(outer).\(name)"] = value
            } else {
                sections[section]?[name] = value
                parent = (name, indentation)
            }
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return String(text)
    }

    /// `[profile "two words"]` is `profile two words`.
    private static func sectionName(_ line: String) -> String? {
        guard let end = line.firstIndex(of: "]") else { return nil }
        let name = line[line.index(after: line.startIndex)..<end].filter { $0 != "\"" && $0 != "'" }
        return name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Never with the line itself, which may hold a key.
    private static func malformed(
        _ path: String, _ index: Int, _ expected: String
    ) -> AWSAccessError {
        .credentials("read \(path)", "line \(index + 1): expected \(expected)")
    }
}
