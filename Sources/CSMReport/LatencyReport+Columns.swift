public import CSMAnalysis

extension LatencyReport {
    /// A column, with what stands in it for a row; `nil` where a row has nothing.
    package struct Column {
        package let column: TextTable.Column
        /// Whether it is shown only if asked for.
        package var isExtra = false
        package let cell: (StatisticsRow) -> TableCell?
    }

    /// The order in which columns go that there is no room for; those named last stay longest.
    private enum Drop: Int {
        case sparkline, zeros, share, p90, p99, otherPercentiles, extra, maximum, p50, retries, p95
        case total, errors, throttles, count
    }

    /// What `--columns` can name: all columns but those that a row is grouped by.
    public static func columnNames(
        level: StatisticsQuery.Level, percentiles: [Percentile]
    ) -> [String] {
        (level == .call
            ? ["calls", "errors", "retries", "throttles", "attempts"]
            : ["attempts", "errors", "throttles"])
            + ["total", "share", "min", "mean"] + percentiles.map(\.name) + ["max", sparklineName]
    }

    package static let sparklineName = "latencies"

    package func columns(_ style: TextStyle) -> [Column] {
        let errors = errorsColumn()
        let throttles = notable("throttles", .throttles) { $0.throttles }
        let attempts = count("attempts", .count) { $0.attempts }
        var columns = nameColumns(style)
        if level == .call {
            columns += [
                count("calls", .count) { $0.calls }, errors,
                notable("retries", .retries) { $0.retries }, throttles,
                Column(column: attempts.column, isExtra: true, cell: attempts.cell),
            ]
        } else {
            columns += [attempts, errors, throttles]
        }
        columns += totalColumns() + latencyColumns(style)
        if style.hasUnicode { columns.append(sparkline()) }
        return columns
    }

    private func sparkline() -> Column {
        let sparkline = Sparkline(over: rows.map(\.latencies))
        return Column(
            column: column(Self.sparklineName, .sparkline, isNumeric: false)
        ) { TableCell($0.group.isEmpty ? "" : sparkline.text($0.latencies)) }
    }

    private func column(
        _ name: String, _ drop: Drop, title: String? = nil, isNumeric: Bool = true
    ) -> TextTable.Column {
        TextTable.Column(
            title: title ?? name, name: name, isNumeric: isNumeric, dropRank: drop.rawValue)
    }

    // MARK: What a row is about

    private func nameColumns(_ style: TextStyle) -> [Column] {
        if dimensions == [.service, .api] {
            let column = TextTable.Column(
                title: "operation", isNumeric: false, shortWidth: nameRoom(style), cut: .service)
            return [
                Column(column: column) { row in
                    TableCell(
                        row.group.isEmpty
                            ? "total" : row.group.map { $0 ?? "" }.joined(separator: "."))
                }
            ]
        }
        // Several share the room.
        let room =
            dimensions.count == 1
            ? nameRoom(style) : max(8, style.width.clampedTenths(4) / dimensions.count)
        return dimensions.enumerated().map { index, dimension in
            let column = TextTable.Column(
                title: dimension.rawValue, isNumeric: false, shortWidth: room,
                // The names of tests differ at their ends.
                cut: dimension == .mark ? .start : .middle)
            return Column(column: column) { row in
                guard !row.group.isEmpty else { return TableCell(index == 0 ? "total" : "") }
                return row.group[index].map {
                    TableCell(dimension == .session ? sessionName($0) : $0)
                }
            }
        }
    }

    /// A session's name, with the beginning of its id where another one has the same name.
    private func sessionName(_ id: String) -> String {
        guard let name = sessions.first(where: { $0.id == id })?.name else { return id }
        let isOnly = sessions.count { $0.name == name } == 1
        return isOnly ? name : "\(name) \(id.prefix(8))"
    }

    /// Names are cut down to this before a column is dropped.
    private func nameRoom(_ style: TextStyle) -> Int { max(24, style.width.clampedTenths(3)) }

    // MARK: Counts

    private func count(
        _ name: String, _ drop: Drop, _ value: @escaping (StatisticsRow) -> Int?
    ) -> Column {
        Column(column: column(name, drop)) { row in
            value(row).map { TableCell(Figures.count($0)) }
        }
    }

    /// A count that is worth a look unless it is 0; where it is 0 in all rows, it is the first to go.
    private func notable(
        _ name: String, _ drop: Drop, _ value: @escaping (StatisticsRow) -> Int?
    ) -> Column {
        Column(column: column(name, value(total) == 0 ? .zeros : drop)) { row in
            value(row).map { TableCell(Figures.count($0), $0 == 0 ? .quiet : .notable) }
        }
    }

    /// Red where many failed: over 1 %, or more than in any other row.
    private func errorsColumn() -> Column {
        let most = rows.map(\.errors).max() ?? 0
        return Column(column: column("errors", .errors)) { row in
            let isWorst = !row.group.isEmpty && row.errors == most
            let tone: TableCell.Tone =
                row.errors == 0
                ? .quiet : row.errors * 100 > row.count || isWorst ? .bad : .plain
            return TableCell(Figures.count(row.errors), tone)
        }
    }

    // MARK: Times

    private func totalColumns() -> [Column] {
        let unit = Figures.TotalUnit(for: (rows + [total]).map(\.totalLatency))
        let all = Double(total.latencies.total)
        return [
            Column(column: column("total", .total, title: "total \(unit.rawValue)")) {
                $0.totalLatency.map { TableCell(unit.text($0)) }
            },
            Column(column: column("share", .share)) { row in
                row.totalLatency.map { latency in
                    let share = all == 0 ? 0 : Double(latency) * 100 / all
                    return TableCell(Figures.decimal(share, places: 1) + "%")
                }
            },
        ]
    }

    private func latencyColumns(_ style: TextStyle) -> [Column] {
        let percentileColumns = percentiles.map { percentile in
            // The outer ones say most: p50 and p95 stay longest.
            let drop: Drop =
                switch percentile.digits {
                case "50": .p50
                case "90": .p90
                case "95": .p95
                case "99": .p99
                default: .otherPercentiles
                }
            return Column(column: column(percentile.name, drop, title: "\(percentile.name) ms")) {
                row in
                let isMarked = row.latencies.count < percentile.supportingCount
                return row.latencies.latencies(at: [percentile])[0].map {
                    TableCell(Figures.count($0), remark: isMarked ? style.fewCallsMark : "")
                }
            }
        }
        return [
            extra("min") { $0.minimum.map(Figures.count) },
            extra("mean") { $0.mean.map { Figures.decimal($0, places: 1) } },
        ] + percentileColumns + [
            Column(column: column("max", .maximum, title: "max ms")) {
                $0.latencies.maximum.map { TableCell(Figures.count($0)) }
            }
        ]
    }

    private func extra(
        _ name: String, _ value: @escaping (LatencyHistogram) -> String?
    ) -> Column {
        Column(column: column(name, .extra, title: "\(name) ms"), isExtra: true) { row in
            value(row.latencies).map { TableCell($0) }
        }
    }
}

extension Int {
    /// So many tenths of a width, which may be without end.
    fileprivate func clampedTenths(_ tenths: Int) -> Int { Swift.min(self, 1_000) * tenths / 10 }
}
