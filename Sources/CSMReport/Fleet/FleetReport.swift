public import CSMAnalysis

/// A report of figures that Athena counted: the report itself, what it is about, and what it took.
public struct FleetReport<Base: Report>: Report {
    private let base: Base
    private let answer: FleetAnswer

    public init(_ base: Base, _ answer: FleetAnswer) {
        self.base = base
        self.answer = answer
    }

    public var json: JSONValue {
        guard case .object(let members) = base.json else { return base.json }
        return .object(members + [("source", answer.json)])
    }

    public var jsonLines: JSONList { base.jsonLines }
    public var records: Records { base.records }

    public func text(_ style: TextStyle) -> String {
        let heading = DisplayText.wrapped(
            DisplayText.line(answer.heading(style) + "."), to: style.width)
        let cost = DisplayText.wrapped(answer.cost, to: style.width)
        let text = base.text(style)
        // Statistics begin with a line about each session, or with an empty one.
        let gap = text.hasPrefix("\n") || text.hasPrefix("session ") ? "" : "\n"
        return heading + "\n" + gap + text + style.dim(cost) + "\n"
    }

    public func markdown() -> String {
        Markdown.escaped(answer.heading(TextStyle.page) + ".") + "\n\n" + base.markdown() + "\n"
            + Markdown.escaped(answer.cost) + "\n"
    }
}
