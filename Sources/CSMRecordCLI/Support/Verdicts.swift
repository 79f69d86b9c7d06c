import CSMBudget
import CSMReport
import Glibc

/// Writes what a check found to all who are to know.
struct Verdicts {
    private let result: CheckResult

    init(_ result: CheckResult) { self.result = result }

    func write(
        _ format: CheckFormat, _ outputs: [CheckOutput], _ actions: GitHubActions?,
        _ style: TextStyle
    ) throws {
        let report = report(actions)
        try StandardOutput.write(report.rendered(as: format, style))
        for output in outputs {
            let style = TextStyle(width: 200, hasColor: false, hasUnicode: style.hasUnicode)
            try ExportTarget.write(report.rendered(as: output.format, style), to: output.path)
        }
        guard let actions else { return }
        try actions.summarize(report.rendered(as: .markdown, .page))
        // Standard output is for one format; the runner reads both streams.
        switch format {
        case .github: break
        case .text: try StandardOutput.write(report.github())
        case .json, .junit, .markdown: _ = FileOutput.write(report.github(), to: STDERR_FILENO)
        }
    }

    /// Tells what `run` found, whose standard output is its child's.
    func tell(_ talk: Talk, _ actions: GitHubActions?) throws(Failure) {
        let report = report(actions)
        Talk.say(report.talk(isQuiet: talk.level == .quiet))
        try actions?.summarize(report.rendered(as: .markdown, .page))
    }

    private func report(_ actions: GitHubActions?) -> CheckReport {
        CheckReport(result, annotatedPath: actions?.path(of: result.budget.source))
    }
}

extension CheckResult.Conclusion {
    /// The exit code; `nil` where all is well.
    var status: Int32? {
        switch self {
        case .passed: nil
        case .breached: ExitStatus.breached
        case .noVerdict: ExitStatus.noVerdict
        }
    }
}

extension SessionReader {
    /// Sessions with all that a budget may ask about.
    func checkedSessions(_ references: [String]) throws(Failure) -> [CheckedSession] {
        let sessions = try sessions(references)
        return try Failure.translating { try sessions.map { try $0.checked() } }
    }

    func check(
        _ references: [String], by budget: Budget, isStrict: Bool
    ) throws(Failure) -> CheckResult {
        CheckResult(try checkedSessions(references), by: budget, isStrict: isStrict)
    }
}
