import CSMEvents

/// The members of one event's object, each name once whatever its case.
struct MemberTable {
    struct Member {
        let name: TextSlice
        let column: EventColumn?
        let value: MemberValue
    }

    private struct KnownName {
        let lowercased: String
        let column: EventColumn?
        /// Whether its members are never sent as they came.
        let isOurs: Bool
    }

    /// The event's, in the order of their last occurrence, without what is never sent.
    private(set) var kept: [Member] = []
    private var places: [String: Int] = [:]
    /// What was found out about names, for they repeat; by their bytes.
    private var names: [String: KnownName] = [:]
    private static let mostNames = 4_096

    private static let columns = Dictionary(
        uniqueKeysWithValues: EventColumn.all.map { ($0.name, $0) })
    private static let ours = Set(EventColumn.added.map(\.name) + ["sessiontoken"])

    /// Reads an object that the decoder took.
    mutating func read(_ datagram: UnsafeBufferPointer<UInt8>) {
        kept.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        var scanner = JSONScanner(datagram)
        scanner.skipBlanksAndByteOrderMarks()
        guard scanner.take("{") else { return }
        while true {
            scanner.skipBlanks()
            guard let name = scanner.string() else { break }
            scanner.skipBlanks()
            guard scanner.take(":") else { break }
            scanner.skipBlanks()
            guard let value = MemberValue(&scanner) else { break }
            add(name, value, in: datagram)
            scanner.skipBlanks()
            guard scanner.take(",") else { break }
        }
        kept.removeAll { $0.value.isReplaced }
    }

    private mutating func add(
        _ slice: TextSlice, _ value: MemberValue, in datagram: UnsafeBufferPointer<UInt8>
    ) {
        let name = known(slice.text(in: datagram) ?? "")
        if name.isOurs { return }
        if let place = places[name.lowercased] { kept[place].replace() }
        places[name.lowercased] = kept.count
        kept.append(Member(name: slice, column: name.column, value: value))
    }

    private mutating func known(_ text: String) -> KnownName {
        if let known = names[text] { return known }
        let lowercased = text.lowercased()
        let name = KnownName(
            lowercased: lowercased, column: Self.columns[lowercased],
            isOurs: Self.ours.contains(lowercased))
        if names.count < Self.mostNames { names[text] = name }
        return name
    }
}

extension MemberTable.Member {
    /// A later member has its name.
    fileprivate mutating func replace() {
        self = MemberTable.Member(name: name, column: column, value: .replaced)
    }
}

/// A member's value: a scalar, or where an array or an object stands.
enum MemberValue {
    case scalar(FieldValue)
    case container(Range<Int>)
    /// Of a member that does not count.
    case replaced

    var isReplaced: Bool {
        if case .replaced = self { return true }
        return false
    }

    /// Reads one; `nil` where there is none.
    init?(_ scanner: inout JSONScanner) {
        let start = scanner.position
        guard scanner.byte == UInt8(ascii: "{") || scanner.byte == UInt8(ascii: "[") else {
            guard let value = scanner.scalar() else { return nil }
            self = .scalar(value)
            return
        }
        var depth = 0
        repeat {
            if scanner.take("{") || scanner.take("[") {
                depth += 1
            } else if scanner.take("}") || scanner.take("]") {
                depth -= 1
            } else if scanner.scalar() == nil, !scanner.take(","), !scanner.take(":") {
                return nil
            }
            if depth > 0 { scanner.skipBlanks() }
        } while depth > 0
        self = .container(start..<scanner.position)
    }
}
