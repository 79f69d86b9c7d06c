import CSMTestSupport
import Foundation

/// A Markdown file of the repository.
struct MarkdownDocument {
    /// README, and what is written for who changes the program.
    static let all = ["README.md", ".github/CONTRIBUTING.md"]

    let file: URL
    var text: String

    init(_ path: String) throws {
        file = Fixtures.root.appending(path: path)
        text = try String(contentsOf: file, encoding: .utf8)
    }

    /// The lines of all code blocks of a language, a list for each block.
    func blocks(_ language: String) -> [[String]] {
        var blocks: [[String]] = []
        var isOpen = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "```" {
                isOpen = false
            } else if line == "```\(language)" {
                isOpen = true
                blocks.append([])
            } else if isOpen {
                blocks[blocks.count - 1].append(String(line))
            }
        }
        return blocks
    }

    /// What is not in code blocks.
    var prose: String { text.replacing(/(?s)```\w*\n.*?```/, with: "") }

    /// Where links lead, in the document and beside it.
    var links: [(path: String, anchor: String)] {
        prose.matches(of: /\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)/).map {
            (String($0.1), String($0.2 ?? ""))
        }
    }

    /// What can be linked to, as GitHub names it.
    var anchors: Set<String> {
        Set(
            prose.matches(of: /(?m)^#+ (.*)$/).map { heading in
                heading.1.lowercased().filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
                    .replacing(" ", with: "-")
            })
    }

    /// What stands in backquotes.
    var names: [String] { prose.matches(of: /`([^`\n]+)`/).map { String($0.1) } }
}
