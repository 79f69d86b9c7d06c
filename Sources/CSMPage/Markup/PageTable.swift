import CSMReport

/// A table of the page: readable as it is, and to be sorted and filtered by the script.
struct PageTable {
    struct Column {
        let title: String
        var isNumeric = true
        /// The key that its values have in JSON, where they are figures.
        var key: String?
        /// Whether sorting by it makes sense.
        var isSortable = true
    }

    struct Cell {
        var content: HTML
        /// The figure, unrounded, that the content shows.
        var value: String?
        var tone = TableCell.Tone.plain

        init(_ content: HTML, value: String? = nil, tone: TableCell.Tone = .plain) {
            self.content = content
            self.value = value
            self.tone = tone
        }
    }

    struct Row {
        /// What the row is about; the first column.
        let head: HTML
        let cells: [Cell]
        /// For links to it.
        var id: String?
        /// Further attributes, each with a blank before it.
        var attributes: HTML = ""
        /// Set apart, and never sorted or filtered.
        var isTotal = false
    }

    let id: String
    /// What the table is, for who does not see its heading.
    let caption: String
    let columns: [Column]
    let rows: [Row]
    /// What the script does with it: `sort`, and what its rows can be filtered by.
    var kind = "sort"

    /// In a box that scrolls by itself where there is little room; it can be reached by keyboard.
    var html: HTML {
        var html: HTML = """
            <div class="box" role="region" tabindex="0" aria-label="\(caption)">
            <table id="\(id)" data-kind="\(kind)">
            <caption class="unseen">\(caption)</caption>
            <thead><tr>
            """
        for column in columns { html += head(column) }
        html += "</tr></thead>\n<tbody>\n"
        for row in rows where !row.isTotal { html += body(row) }
        html += "</tbody>\n"
        let totals = rows.filter(\.isTotal)
        if !totals.isEmpty { html += "<tfoot>\n\(totals.map(body).joined())</tfoot>\n" }
        return html + "</table>\n</div>\n"
    }

    private func head(_ column: Column) -> HTML {
        let kind: HTML = column.isNumeric ? " class=\"number\"" : ""
        let key: HTML = column.key.map { " data-key=\"\($0)\"" } ?? ""
        let fixed: HTML = column.isSortable ? "" : " data-fixed"
        return "<th scope=\"col\"\(kind)\(key)\(fixed)>\(column.title)</th>"
    }

    private func body(_ row: Row) -> HTML {
        let id: HTML = row.id.map { " id=\"\($0)\"" } ?? ""
        let number: HTML = columns[0].isNumeric ? " class=\"number\"" : ""
        var html: HTML =
            "<tr\(id)\(row.attributes)><th scope=\"row\"\(number)>\(row.head)</th>"
        for (cell, column) in zip(row.cells, columns.dropFirst()) {
            let value: HTML = cell.value.map { " data-v=\"\($0)\"" } ?? ""
            let classes = [column.isNumeric ? "number" : nil, cell.tone.className]
                .compactMap { $0 }.joined(separator: " ")
            let kind: HTML = classes.isEmpty ? "" : " class=\"\(classes)\""
            html += "<td\(kind)\(value)>\(cell.content)</td>"
        }
        return html + "</tr>\n"
    }
}

extension TableCell.Tone {
    /// `nil` for what looks like any text.
    var className: String? {
        switch self {
        case .plain: nil
        case .bad: "bad"
        case .notable: "notable"
        case .good: "good"
        case .quiet: "quiet"
        case .strong: "strong"
        }
    }
}
