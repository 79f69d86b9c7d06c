import CSMAnalysis

/// What stands before the colon.
extension RuleParser {
    /// Everything up to the last colon, for a host may have a port.
    mutating func selector(isTotal: Bool) throws(BudgetProblem) -> Selector {
        skipBlanks()
        guard let colon = characters[position...].lastIndex(of: ":") else {
            throw problem("expected ':' between the selector and the metric", at: end)
        }
        var selector = Selector()
        defer {
            position = colon + 1
            skipBlanks()
            metricStart = position
        }
        if characters[position..<colon].allSatisfy(\.isWhitespace) {
            if isTotal { return selector }
            throw problem("expected a selector such as 'DynamoDB.GetItem' or '*'", at: position)
        }
        var partStart = position
        while partStart <= colon {
            let partEnd = characters[partStart..<colon].firstIndex(of: ",") ?? colon
            try add(trimmed(partStart..<partEnd), to: &selector)
            partStart = partEnd + 1
        }
        return selector
    }

    private func add(_ range: Range<Int>, to selector: inout Selector) throws(BudgetProblem) {
        guard !range.isEmpty else {
            throw problem("expected a selector before the comma or colon", at: range.lowerBound)
        }
        let written = text(range)
        guard let equals = characters[range].firstIndex(of: "=") else {
            try checkOperation(range)
            if written.lowercased() == "other" {
                return selector.add(.other(NamedOperations([])), written: "other")
            }
            selector.add(.operation(OperationGlob(written)), written: written)
            return
        }
        let key = text(trimmed(range.lowerBound..<equals))
        let valueRange = trimmed(equals + 1..<range.upperBound)
        let value = text(valueRange)
        guard !value.isEmpty else {
            throw problem("expected a pattern after '\(key)='", at: valueRange.lowerBound)
        }
        let part: Selector.Part
        switch key {
        case "host": part = .host(Glob(value))
        case "region": part = .region(Glob(value))
        case "client": part = .client(Glob(value))
        case "resource": part = .resource(Glob(value))
        case "status": part = .status(Glob(value))
        case "per":
            guard value == "mark" else {
                throw problem(
                    "unknown 'per=\(value)'; expected 'per=mark'", at: valueRange.lowerBound)
            }
            part = .perMark
        default:
            let keys = ["host", "region", "client", "resource", "status", "per"]
            throw problem(
                "unknown selector '\(key)='" + Suggestion.sentence(key, among: keys, ending: "="),
                at: range.lowerBound)
        }
        selector.add(part, written: "\(key)=\(value)")
    }

    /// Operations have no colon, and none begins with a modifier.
    private func checkOperation(_ range: Range<Int>) throws(BudgetProblem) {
        if let colon = characters[range].firstIndex(of: ":") {
            throw problem("expected one ':', between the selector and the metric", at: colon)
        }
        let word = text(range).prefix { !$0.isWhitespace }.lowercased()
        if word == "warn" || word == "total" {
            throw problem(
                "'warn' and 'total' come first, in this order, in lower case", at: range.lowerBound)
        }
        // As a service it would match nothing, and a limit on it would always be met.
        if text(range).lowercased() == "others" {
            throw problem(
                "expected an operation or 'other', found 'others'; did you mean 'other'?",
                at: range.lowerBound)
        }
    }
}
