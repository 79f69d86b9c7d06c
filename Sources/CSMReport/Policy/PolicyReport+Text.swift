import IAMPolicy

extension PolicyReport {
    public func text(_ style: TextStyle) -> String {
        let heading = sessions.map { $0.headline(style) + "\n" }.joined()
        let body =
            draft.permissions.isEmpty
            ? "No recorded call is known to need a permission.\n" : table(style).render(style)
        let notes = notes(mark: Self.mark(style)).map { paragraph($0, style) }.joined()
        let source = DisplayText.wrapped("Actions are from \(IAMActions.source).", to: style.width)
        return heading + "\n" + body + "\n" + notes + style.dim(source) + "\n"
            + completeness.text(style) + "\n"
    }

    /// A note, its second line and those after it indented.
    private func paragraph(_ note: String, _ style: TextStyle) -> String {
        let room = max(20, style.width - 2)
        return DisplayText.wrapped(DisplayText.line(note), to: room).split(separator: "\n")
            .enumerated().map { index, line in
                // A name may be wider than a line.
                (index == 0 ? "" : "  ") + DisplayText.cut(String(line), to: room, style) + "\n"
            }.joined()
    }

    private static func mark(_ style: TextStyle) -> String { style.hasUnicode ? "✗" : "!!" }

    private func table(_ style: TextStyle) -> TextTable {
        let hasRefusals = draft.permissions.contains { $0.refused > 0 }
        let mark = Self.mark(style)
        let blank = String(repeating: " ", count: mark.count)
        // Other columns are cut first, where there is room for the rest.
        let widest = draft.permissions.map { $0.action.description.utf8.count }.max() ?? 0
        var table = TextTable(columns: [
            TextTable.Column(
                title: hasRefusals ? blank + " action" : "action", isNumeric: false,
                shortWidth: 20, isWhole: widest + 50 <= style.width),
            TextTable.Column(title: "calls", dropRank: 1),
            TextTable.Column(title: "refused", dropRank: 2),
            TextTable.Column(title: "operations", isNumeric: false, shortWidth: 20),
        ])
        table.rows = draft.permissions.map { permission in
            let isRefused = permission.refused > 0
            let before = hasRefusals ? (isRefused ? mark : blank) + " " : ""
            let names = permission.operations.map { DisplayText.line($0.name) }
            return [
                TableCell(before + permission.action.description, isRefused ? .bad : .plain),
                TableCell(Figures.count(permission.calls)),
                TableCell(
                    isRefused ? Figures.count(permission.refused) : style.missing,
                    isRefused ? .bad : .quiet),
                TableCell(names.joined(separator: ", ")),
            ]
        }
        return table
    }

    public func markdown() -> String {
        guard !draft.permissions.isEmpty else {
            return "No recorded call is known to need a permission.\n\n" + markdownNotes
        }
        let rows = draft.permissions.map { permission in
            [
                Markdown.escaped(permission.action.description), Figures.count(permission.calls),
                permission.refused > 0 ? "✗ " + Figures.count(permission.refused) : "–",
                Markdown.escaped(permission.operations.map(\.name).joined(separator: ", ")),
            ]
        }
        let columns = [
            ("action", false), ("calls", true), ("refused", true), ("operations", false),
        ]
        return Markdown.table(columns, rows) + "\n```json\n" + json.document() + "```\n\n"
            + markdownNotes
    }

    private var markdownNotes: String {
        (notes(mark: "✗").map(Markdown.escaped) + [completeness.sentence])
            .joined(separator: "\n\n") + "\n"
    }
}
