import CSMAnalysis
import CSMBudget
import CSMReport
import Glibc
import SessionStore

/// Writes what a check found to all who are to know.
struct Verdicts {
    private let result: CheckResult
    private let isExplained: Bool
    private let answer: FleetAnswer?

    /// `isExplained` tells each rule's slack, and the operations that no rule names; `answer` is where
    /// the figures come from, if not from recordings.
    init(_ result: CheckResult, isExplained: Bool = false, answer: FleetAnswer? = nil) {
        self.result = result
        self.answer = answer
        self.isExplained = isExplained
    }

    /// Says what cannot be written, too, but not before all else is.
    ///
    /// `format` is that of standard output, `nil` where it is for something else.
    func write(
        _ format: CheckFormat?, _ outputs: [CheckOutput], _ actions: GitHubActions?,
        _ style: TextStyle
    ) throws {
        let report = report(actions)
        var failures: [Failure] = []
        do {
            if let format { try write(report.rendered(as: format, style), format) }
            if actions != nil { try annotate(report, format) }
        } catch let failure as Failure {
            failures.append(failure)
        } catch is ClosedPipe {
            // Whoever read it has seen enough, and the rest is for others.
        }
        for output in outputs {
            let style = TextStyle(width: 200, hasColor: false, hasUnicode: style.hasUnicode)
            do throws(Failure) {
                try ExportTarget.write(report.rendered(as: output.format, style), to: output.path)
            } catch {
                failures.append(error)
            }
        }
        if let actions {
            do throws(Failure) {
                try actions.summarize(report.markdown)
            } catch {
                failures.append(error)
            }
        }
        // A breach is what the exit code is for; what could not be written is said all the same.
        Talk.say(failures.dropFirst().flatMap(\.sentences))
        guard let first = failures.first else { return }
        if result.conclusion.status == nil { throw first }
        Talk.say(first.sentences)
    }

    private func write(_ text: String, _ format: CheckFormat) throws {
        try format == .text ? StandardOutput.writeText(text) : StandardOutput.write(text)
    }

    /// Standard output is for one format; GitHub's runner reads both streams.
    private func annotate(_ report: CheckReport, _ format: CheckFormat?) throws {
        switch format {
        case .github: break
        case .text: try StandardOutput.write(report.github())
        case .json, .junit, .markdown, nil: _ = FileOutput.write(report.github(), to: STDERR_FILENO)
        }
    }

    /// Tells what `run` found, whose standard output is its child's.
    func tell(_ talk: Talk, _ actions: GitHubActions?) {
        let report = report(actions)
        Talk.say(
            report.talk(isQuiet: talk.level == .quiet, hasUnicode: StyleOptions.hasUnicode))
        do throws(Failure) {
            try actions?.summarize(report.markdown)
        } catch {
            Talk.say(error.sentences)
        }
    }

    private func report(_ actions: GitHubActions?) -> CheckReport {
        CheckReport(
            result, annotatedPath: actions?.path(of: result.budget.source),
            annotatedListPath: result.callList.flatMap { actions?.path(of: $0.file) },
            isExplained: isExplained, answer: answer)
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
