import CSMAnalysis

extension CompareReport {
    public var json: JSONValue {
        let query = comparison.query
        return .object([
            ("schema", .string("csm-record/compare/1")),
            ("base", .array(comparison.base.map(\.comparedReference))),
            ("new", .array(comparison.new.map(\.comparedReference))),
            ("by", .array(query.statistics.dimensions.map { .string($0.rawValue) })),
            ("level", .string(level.rawValue)),
            ("metric", .string(metric.name)),
            ("rows", .list(jsonLines)),
            ("total", .object(figures(comparison.total))),
            ("differences", .array(comparison.differences.map(\.json))),
            (
                "incomplete",
                .array(
                    comparison.gaps.map { gap in
                        .object([
                            ("id", .string(gap.session.id)), ("reason", .string(gap.reason)),
                        ])
                    })
            ),
        ])
    }

    /// One line a row, without the total.
    public var jsonLines: JSONList {
        JSONList(comparison.rows) { .object(group($0) + figures($0)) }
    }

    private func group(_ row: ComparisonRow) -> [(String, JSONValue)] {
        zip(comparison.query.statistics.dimensions, row.group).map {
            ($0.rawValue, JSONValue($1))
        }
    }

    private func figures(_ row: ComparisonRow) -> [(String, JSONValue)] {
        let counts = Self.json(row.counts)
        return [
            ("verdicts", .array(row.verdicts.map { .string($0.rawValue) })),
            ("calls", level == .call ? counts : .null),
            ("attempts", level == .attempt ? counts : .null),
            ("errors", Self.json(row.errors)),
            ("retries", row.retries.map(Self.json) ?? .null),
            ("throttles", Self.json(row.throttles)),
        ] + row.latencies.map { ($0.metric.key, Self.json($0)) }
    }

    private static func json(_ change: CountChange) -> JSONValue {
        .object([
            ("base", .array(change.base.map { .integer($0) })),
            ("new", .array(change.new.map { .integer($0) })),
        ])
    }

    private static func json(_ figure: MetricChange) -> JSONValue {
        let change = figure.change
        return .object([
            ("base", .array(figure.base.map(milliseconds))),
            ("new", .array(figure.new.map(milliseconds))),
            ("base_median", milliseconds(change.baseMedian)),
            ("new_median", milliseconds(change.newMedian)),
            ("change_percent", JSONValue(change.changePercent)),
            ("p_value", JSONValue(change.pValue)),
        ])
    }

    /// Whole where it is: latencies are.
    private static func milliseconds(_ value: Double?) -> JSONValue {
        guard let value else { return .null }
        return Int(exactly: value).map { .integer($0) } ?? .number(value)
    }

    /// One record a row, without the total; ranges where JSON has each run.
    public var records: Records {
        let metrics = comparison.total.latencies.map(\.metric)
        let counts = [level == .call ? "calls" : "attempts", "errors", "retries", "throttles"]
        let ends = ["base_min", "base_max", "new_min", "new_max"]
        let columns =
            comparison.query.statistics.dimensions.map(\.rawValue) + ["verdicts"]
            + counts.flatMap { count in ends.map { "\(count)_\($0)" } }
            + metrics.flatMap { metric in
                [
                    "base_median_ms", "new_median_ms", "change_percent", "p_value",
                ].map { "\(metric.key.dropLast("_ms".count))_\($0)" }
            }
        return Records(columns: columns, of: comparison.rows) { row in
            group(row).map(\.1) + [.string(row.verdicts.map(\.rawValue).joined(separator: "; "))]
                + [row.counts, row.errors, row.retries, row.throttles].flatMap(Self.ends)
                + row.latencies.flatMap { figure in
                    [figure.change.baseMedian, figure.change.newMedian].map(Self.milliseconds)
                        + [figure.change.changePercent, figure.change.pValue].map { JSONValue($0) }
                }
        }
    }

    private static func ends(_ change: CountChange?) -> [JSONValue] {
        guard let change else { return [.null, .null, .null, .null] }
        return [change.baseRange, change.newRange].flatMap {
            [.integer($0.lowerBound), .integer($0.upperBound)]
        }
    }
}

extension SessionOverview {
    /// What a comparison says of a session.
    fileprivate var comparedReference: JSONValue {
        .object([
            ("id", .string(id)),
            ("name", JSONValue(name)),
            ("command", .array(command.map { .string($0) })),
            ("started_at", .string(startedText)),
            ("state", .string(state)),
            ("exit_code", JSONValue(exitCode.map { Int($0) })),
            ("host", .string(host)),
            ("tool_version", .string(toolVersion)),
            ("tags", .object(tags.map { ($0.name, .string($0.value)) })),
            ("completeness", completeness.json),
        ])
    }
}

extension SideDifference {
    fileprivate var json: JSONValue {
        let (kind, service): (String, String?) =
            switch self.kind {
            case .host: ("host", nil)
            case .toolVersion: ("tool_version", nil)
            case .endpoint(let service): ("endpoint", service)
            }
        return .object([
            ("kind", .string(kind)), ("service", JSONValue(service)),
            ("base", .array(base.map { .string($0) })), ("new", .array(new.map { .string($0) })),
        ])
    }
}
