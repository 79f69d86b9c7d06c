public import CSMAnalysis

extension LatencyReport {
    /// The figures of a row by their keys, unrounded, in the order of the contract.
    package func figures(_ row: StatisticsRow) -> [(String, JSONValue)] {
        let latencies = row.latencies
        var figures: [(String, JSONValue)] = [
            ("calls", JSONValue(row.calls)),
            ("errors", .integer(row.errors)),
            ("throttles", .integer(row.throttles)),
            ("retries", JSONValue(row.retries)),
            ("attempts", .integer(row.attempts)),
            ("total_ms", JSONValue(row.totalLatency)),
            ("min_ms", JSONValue(latencies.minimum)),
            ("mean_ms", JSONValue(latencies.mean)),
        ]
        for (percentile, latency) in zip(percentiles, latencies.latencies(at: percentiles)) {
            figures.append((percentile.key, JSONValue(latency)))
        }
        figures.append(("max_ms", JSONValue(latencies.maximum)))
        return figures
    }

    /// How often each latency occurred, where that was asked for.
    private func histogram(_ row: StatisticsRow) -> [(String, JSONValue)] {
        guard showsHistograms else { return [] }
        let latencies = row.latencies.ascending.map { latency in
            JSONValue.object([
                ("latency_ms", .integer(latency.milliseconds)), ("count", .integer(latency.count)),
            ])
        }
        return [("histogram", .array(latencies))]
    }

    private func group(_ row: StatisticsRow) -> [(String, JSONValue)] {
        zip(dimensions, row.group).map { ($0.rawValue, JSONValue($1)) }
    }

    public var json: JSONValue {
        .object([
            ("schema", .string("csm-record/stats/1")),
            ("sessions", .array(sessions.map(\.reference))),
            ("operations", .list(jsonLines)),
            ("total", .object(figures(total) + histogram(total))),
            ("time", time.json),
            ("completeness", completeness.json),
        ])
    }

    /// One line a row, without the total.
    public var jsonLines: JSONList {
        JSONList(rows) { .object(group($0) + figures($0) + histogram($0)) }
    }

    /// One record a row, without the total: a spreadsheet would add it to the rest.
    public var records: Records {
        Records(
            columns: dimensions.map(\.rawValue) + figures(total).map(\.0),
            of: rows
        ) { (group($0) + figures($0)).map(\.1) }
    }
}

extension SessionOverview {
    /// What a report says of a session it is about.
    package var reference: JSONValue {
        .object([
            ("id", .string(id)),
            ("name", JSONValue(name)),
            ("command", .array(command.map { .string($0) })),
            ("started_at", .string(startedText)),
            ("ended_at", JSONValue(endedText)),
            ("exit_code", JSONValue(exitCode.map { Int($0) })),
        ])
    }
}
