import ArgumentParser
import CSMAnalysis
import CSMReport
import IAMPolicy
import SessionReading

struct Policy: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the IAM policy that the recorded calls need.",
        discussion: """
            Shows the IAM actions of the recorded calls, which calls were refused, and what is not \
            known. --format json prints the policy document alone, and the rest on stderr. \
            Resource is always "*": CSM reports no resource names. SESSION is @ (the newest), @~1 \
            (the one before), an id prefix, a name, or the path of a session file.

            Examples:
              csm-record policy
              csm-record policy --format json -o policy.json
              csm-record policy main@10 --only 'S3.*'
              csm-record policy --format csv
            """)

    @Argument(
        help: "The sessions whose calls count; @ is the newest.", completion: Completions.session)
    var sessions: [String] = ["@"]

    @OptionGroup var operations: OperationOptions
    @OptionGroup var span: SpanOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var talking: TalkOptions

    func validate() throws { try span.refuseDates() }

    private var query: StatisticsQuery {
        var query = StatisticsQuery()
        query.only = operations.onlyGlobs
        query.not = operations.notGlobs
        query.resources = operations.resourceGlobs
        query.mark = span.mark
        query.from = span.from?.milliseconds
        query.until = span.untilSpan?.milliseconds
        return query
    }

    func run() throws {
        let talk = talking.talk
        let called = try store.reader(talk).calledOperations(of: sessions, by: query)
        guard !called.operations.isEmpty else { throw Self.nothing(in: called.sessions) }
        let report = PolicyReport(PolicyDraft(of: called.operations), of: called.sessions)
        guard output.format == .json else { return try output.write(report) }
        if report.draft.permissions.isEmpty {
            // IAM takes no policy without a statement.
            talk.say(report.notes)
            throw Failure(
                "cannot make a policy: no recorded call is known to need a permission",
                status: ExitStatus.noVerdict)
        }
        try output.write(report)
        talk.say(report.notes)
    }

    private static func nothing(in sessions: [SessionOverview]) -> Failure {
        guard sessions.allSatisfy({ $0.calls == 0 }) else {
            return Failure(
                "cannot make a policy: no recorded call was selected",
                "list the calls: csm-record stats", status: ExitStatus.noVerdict)
        }
        return Failure(
            "cannot make a policy: no call was recorded",
            "record a program that calls AWS: csm-record run -- COMMAND",
            status: ExitStatus.noVerdict)
    }
}
