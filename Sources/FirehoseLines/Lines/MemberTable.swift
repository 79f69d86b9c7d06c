import CSMEvents

/// The members of one event's object, each name once whatever its case.
struct MemberTable {
    struct Member {
        let name: TextSlice
        /// Of its column; `nil` for a field without one.
        let kind: EventColumn.Kind?
        let value: MemberValue
        /// Whether no later member has its name.
        fileprivate(set) var isLast = true
    }

    private let columns = ColumnTable()
    private var members: [Member] = []
    /// Where in `members` each column's latest one is, by the column's place; -1 for none.
    private var placeOfColumn = [Int](repeating: -1, count: EventColumn.all.count)
    /// The same for names without a column, in lower case.
    private var placeOfOther: [String: Int] = [:]

    /// What is sent, in the order of the event.
    var kept: some Sequence<Member> { members.lazy.filter(\.isLast) }

    /// Reads an object that the decoder took.
    mutating func read(_ datagram: UnsafeBufferPointer<UInt8>) {
        members.removeAll(keepingCapacity: true)
        for place in placeOfColumn.indices { placeOfColumn[place] = -1 }
        if !placeOfOther.isEmpty { placeOfOther.removeAll(keepingCapacity: true) }
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
    }

    private mutating func add(
        _ name: TextSlice, _ value: MemberValue, in datagram: UnsafeBufferPointer<UInt8>
    ) {
        let entry = name.hasEscapes ? nil : columns.entry(named: name.bytes(in: datagram))
        if let entry { return add(name, value, entry) }
        // Escaped or unknown.
        let original = name.text(in: datagram) ?? ""
        if SecretName.matches(original) { return }
        var text = SecretText.masked(original).lowercased()
        if let entry = text.withUTF8({ columns.entry(named: $0) }) {
            // A letter beyond ASCII whose small form is one hides a secret's name from the decoder.
            guard original.utf8.allSatisfy({ $0 < 0x80 }) else { return }
            return add(name, value, entry)
        }
        if let earlier = placeOfOther[text] { members[earlier].isLast = false }
        placeOfOther[text] = members.count
        members.append(Member(name: name, kind: nil, value: value))
    }

    private mutating func add(
        _ name: TextSlice, _ value: MemberValue, _ entry: ColumnTable.Entry
    ) {
        guard case .column(let column) = entry else { return }
        let earlier = placeOfColumn[column]
        if earlier >= 0 { members[earlier].isLast = false }
        placeOfColumn[column] = members.count
        members.append(Member(name: name, kind: EventColumn.all[column].kind, value: value))
    }
}
