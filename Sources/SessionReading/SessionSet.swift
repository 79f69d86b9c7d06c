import SessionStore

/// Several sessions that one reference names, such as `main@10` or `tag:branch=main`.
struct SessionSet {
    private enum Members {
        case any
        case named(String)
        case tagged(name: String, value: String)
    }

    private let members: Members
    /// How many of them, the newest ones; `nil` for all.
    let count: Int?

    /// Reads `@10`, `NAME@10`, `tag:NAME=VALUE@10`, with `all` in place of a number, and
    /// `tag:NAME=VALUE`, which is all of them.
    ///
    /// `nil` for what names no set. Throws for a count that is none, such as `main@0`.
    init?(_ reference: String) throws(SelectionError) {
        let parts = Self.parts(reference)
        if let tag = Self.tag(parts?.members ?? reference) {
            members = tag
        } else if let parts {
            members = parts.members.isEmpty ? .any : .named(parts.members)
        } else {
            return nil
        }
        guard let parts, parts.count != "all" else {
            count = nil
            return
        }
        guard let number = Int(parts.count), number > 0 else {
            throw .noCount(reference: reference)
        }
        count = number
    }

    /// What stands before the last `@` and what behind it, if that is meant for a count.
    private static func parts(_ reference: String) -> (members: String, count: String)? {
        guard let sign = reference.lastIndex(of: "@") else { return nil }
        let count = String(reference[reference.index(after: sign)...])
        let isCount = !count.isEmpty && count.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return isCount || count == "all" ? (String(reference[..<sign]), count) : nil
    }

    /// All sessions with that tag, where its value ends like a set itself, as in `tag:to=me@10`.
    static func ofWholeTag(_ reference: String) -> SessionSet? {
        guard parts(reference) != nil, let tag = tag(reference) else { return nil }
        return SessionSet(members: tag, count: nil)
    }

    private init(members: Members, count: Int?) {
        self.members = members
        self.count = count
    }

    private static let tagPrefix = "tag:"

    private static func tag(_ reference: String) -> Members? {
        guard reference.hasPrefix(tagPrefix), let equals = reference.firstIndex(of: "=") else {
            return nil
        }
        let name = reference[..<equals].dropFirst(tagPrefix.count)
        let value = reference[reference.index(after: equals)...]
        return name.isEmpty ? nil : .tagged(name: String(name), value: String(value))
    }

    /// Those of `sessions`, which are the newest first, in the same order.
    func sessions(of sessions: [SessionRecord]) -> [SessionRecord] {
        Array(sessions.lazy.filter(includes).prefix(count ?? .max))
    }

    private func includes(_ session: SessionRecord) -> Bool {
        switch members {
        case .any: true
        case .named(let name): session.description.name == name
        case .tagged(let name, let value):
            // Of a name that comes twice the last value holds.
            session.description.tags.last { $0.name == name }?.value == value
        }
    }
}
