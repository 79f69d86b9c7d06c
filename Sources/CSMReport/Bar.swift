/// Bars of a width in columns, to an eighth of a column where the terminal can.
struct Bar {
    private static let eighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]

    let width: Int
    private let hasUnicode: Bool

    init(width: Int, _ style: TextStyle) {
        self.width = width
        hasUnicode = style.hasUnicode
    }

    /// A bar over `length` of the width, from 0 to 1; anything above 0 is seen.
    func text(length: Double) -> String {
        guard length > 0 else { return "" }
        guard hasUnicode else {
            return String(repeating: "#", count: max(1, Int((length * Double(width)).rounded())))
        }
        let filled = max(1, Int((length * Double(width) * 8).rounded()))
        let rest = filled % 8
        return String(repeating: "█", count: filled / 8)
            + (rest > 0 ? String(Self.eighths[rest - 1]) : "")
    }

    /// A bar from `start` to `end` of the width, both from 0 to 1, behind blanks.
    func text(from start: Double, to end: Double, _ fill: Character = "█") -> String {
        let cells = Double(width)
        let first = min(width - 1, max(0, Int(start * cells)))
        // The bar's left end is a column's; so that its right end is exact, it may be longer than
        // what it shows, but for what is shorter than a column.
        let exact = (min(1, end) - max(0, start)) * cells
        let length = exact < 1 ? max(0, exact) : min(1, end) * cells - Double(first)
        let blanks = String(repeating: " ", count: first)
        guard hasUnicode else {
            let count = max(1, min(width - first, Int(length.rounded())))
            return blanks + String(repeating: fill == "█" ? "#" : "-", count: count)
        }
        guard fill == "█" else {
            let count = max(1, min(width - first, Int(length.rounded())))
            return blanks + String(repeating: fill, count: count)
        }
        return blanks + text(length: max(length, 0.125) / cells)
    }
}

extension String {
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - DisplayText.width(self)))
    }

    func leftPadded(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - DisplayText.width(self))) + self
    }
}
