/// The attributes of a span that were asked for, by their place in `AttributeNames`.
///
/// Two blocks of memory, however many there are: a program makes a hundred thousand spans a second.
/// Objects and bytes are left out.
public struct Attributes: Sendable, Equatable {
    private struct Entry: Equatable {
        var name: Int16
        var isText: Bool
        /// Of a text where it begins and, in the lower half, how many bytes it has.
        var number: Int64

        var range: Range<Int> {
            let start = Int(number >> 32)
            return start..<start + Int(number & 0xFFFF_FFFF)
        }
    }

    private var entries: [Entry] = []
    private var bytes: [UInt8] = []

    public init() {}

    // MARK: Reading

    /// A value as a text; of a name that comes twice the last one.
    public func text(_ name: Int) -> ArraySlice<UInt8>? {
        entries.last { $0.name == name }.map(text)
    }

    /// The text of the name that comes first in `names`, if there is one that is not empty.
    public func firstText(in names: ClosedRange<Int>) -> (name: Int, text: ArraySlice<UInt8>)? {
        var first: Entry?
        for entry in entries where names.contains(Int(entry.name)) {
            if entry.isText, entry.number & 0xFFFF_FFFF == 0 { continue }
            if entry.name <= first?.name ?? .max { first = entry }
        }
        return first.map { (Int($0.name), text($0)) }
    }

    private func text(_ entry: Entry) -> ArraySlice<UInt8> {
        entry.isText ? bytes[entry.range] : Array(String(entry.number).utf8)[...]
    }

    /// A value as a whole number: Ruby sends numbers as texts.
    public func integer(_ name: Int) -> Int64? {
        guard let entry = entries.last(where: { $0.name == name }) else { return nil }
        guard entry.isText else { return entry.number }
        let digits = bytes[entry.range]
        return digits.count <= 20 ? Int64(String(decoding: digits, as: UTF8.self)) : nil
    }

    // MARK: Writing

    private mutating func reserve() {
        guard entries.isEmpty else { return }
        entries.reserveCapacity(12)
        bytes.reserveCapacity(240)
    }

    /// Adds a text, or as much of it as is kept.
    mutating func add(_ name: Int, text: UnsafeBufferPointer<UInt8>) {
        reserve()
        let kept = text.prefix(WireText.limit)
        entries.append(
            Entry(
                name: Int16(name), isText: true,
                number: Int64(bytes.count) << 32 | Int64(kept.count)))
        bytes.append(contentsOf: kept)
    }

    mutating func add(_ name: Int, text: String) {
        var text = text
        text.withUTF8 { add(name, text: $0) }
    }

    mutating func add(_ name: Int, integer: Int64) {
        reserve()
        entries.append(Entry(name: Int16(name), isText: false, number: integer))
    }

    mutating func add(_ name: Int, double: Double) {
        if let whole = Int64(exactly: double.rounded()) { add(name, integer: whole) }
    }

    mutating func add(_ name: Int, boolean: Bool) { add(name, text: boolean ? "true" : "false") }

    /// Adds a further element of an array: the text is all of them, with commas between.
    mutating func addElement(_ name: Int, text: UnsafeBufferPointer<UInt8>, isFirst: Bool) {
        guard !isFirst, let last = entries.last, last.name == name else {
            return add(name, text: text)
        }
        let room = WireText.limit - Int(last.number & 0xFFFF_FFFF) - 1
        guard room > 0 else { return }
        let kept = text.prefix(room)
        bytes.append(UInt8(ascii: ","))
        bytes.append(contentsOf: kept)
        entries[entries.count - 1].number += Int64(kept.count + 1)
    }
}
