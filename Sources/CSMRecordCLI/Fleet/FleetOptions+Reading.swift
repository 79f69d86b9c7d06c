import ArgumentParser
import CSMAnalysis
import CSMReport
import FleetReading
import Glibc

extension FleetOptions {
    /// Milliseconds since 1970.
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Asks nobody yet.
    func reader(_ talk: Talk = Talk(), now: Int64) -> FleetReader {
        let connection = FleetConnection(self, talk)
        return FleetReader(
            workGroup: athena ?? "", database: glueDatabase ?? Self.usualDatabase,
            mostScanned: maxScan?.bytes, now: now, run: connection.run)
    }

    /// Prints what would be asked, as SQL that runs as it is; `notes` are what else decides.
    ///
    /// No file is written: what `-o` names is for the report.
    func print(_ question: FleetQuestion, notes: [String] = []) throws {
        let days =
            question.firstDay == question.lastDay
            ? question.firstDay : "\(question.firstDay) to \(question.lastDay)"
        let text = """
            -- Athena workgroup \(athena ?? ""), database \(glueDatabase ?? Self.usualDatabase)
            -- Reads the partitions of these days: \(days)
            \(notes.map { "-- \(DisplayText.line($0))\n" }.joined())\(question.sql);

            """
        // A name may hold what a terminal would obey.
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        try StandardOutput.writeText(
            isTerminal ? lines.map(DisplayText.line).joined(separator: "\n") : text)
    }

    /// Writes a report, its table with these `columns` only; formats that have no place for what
    /// the answer took leave that to stderr.
    func write(
        _ report: some Report, _ answer: FleetAnswer, to output: OutputOptions,
        columns: [String]? = nil
    ) throws {
        try output.write(FleetReport(report, answer), columns: columns)
        switch output.format {
        case .text, .json, .markdown: break
        case .csv, .jsonl: Talk.say([answer.cost])
        }
        warn(of: answer)
    }

    /// Says that a query was over before it could be cancelled.
    func warn(of answer: FleetAnswer) {
        guard let maxScan, answer.scannedBytes > maxScan.bytes else { return }
        Talk.say([
            "the query scanned \(FleetAnswer.bytes(answer.scannedBytes)), more than --max-scan "
                + "\(maxScan.text), before it could be cancelled"
        ])
    }
}
