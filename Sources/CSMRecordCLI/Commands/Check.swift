import ArgumentParser
import CSMAnalysis
import CSMBudget
import CSMReport
import FleetReading
import Glibc
import SessionReading

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check sessions against a budget, for use in CI.",
        discussion: """
            A budget is a file with one rule per line, such as

              total: calls <= 400
              S3.*: p95 < 120ms
              other: calls == 0
              warn STS.AssumeRole: max < 2s

            Exit codes: 0 all rules are met, 99 a rule is breached, 98 there is no verdict, 78 the \
            budget is invalid. Several sessions are checked together.

            Examples:
              csm-record check --init
              csm-record check --explain
              csm-record check --assert 'total: calls <= 400' --out junit=check.xml
              csm-record check --assert '*: calls <= baseline' --baseline main@10
              csm-record check --snapshot csm.calls
              csm-record check --athena csm --since 1d --budget fleet.budget
            """)

    @Argument(help: "The sessions to check; @ is the newest.", completion: Completions.session)
    var sessions: [String] = ["@"]

    @OptionGroup var budgets: BudgetOptions
    @OptionGroup var calls: SnapshotOptions

    @Flag(help: "Give no verdict on a percentile of too few calls or on a suspect rule.")
    var strict = false

    @Option(help: "The output format.")
    var format = CheckFormat.text

    @Option(
        name: .customLong("out"),
        help: ArgumentHelp(
            "Also write to a file, such as junit=check.xml. May be repeated.",
            valueName: "format=file"))
    var outputs: [CheckOutput] = []

    @Flag(help: "Show how far each rule is from its limit, and the operations that no rule names.")
    var explain = false

    @Flag(name: .customLong("init"), help: "Write a budget that the sessions meet.")
    var writesBudget = false

    @Flag(
        help:
            "With --init: overwrite an existing budget. With --init, --ratchet or --update: also use a session that failed or is incomplete."
    )
    var force = false

    @Flag(help: "Lower the limits in the budget file that have slack.")
    var ratchet = false

    @Option(help: "Whether to write annotations and a summary in GitHub Actions.")
    var ci = CIChoice.auto

    @OptionGroup(title: "Pushed sessions, with --athena") var fleet: FleetOptions
    @OptionGroup(title: "Pushed sessions, with --athena") var fleetUntil: FleetUntilOption
    @OptionGroup var store: StoreOptions
    @OptionGroup var styling: StyleOptions

    func validate() throws {
        try fleetUntil.check(fleet)
        try fleet.refuse([
            ("--init", writesBudget), ("--ratchet", ratchet),
            ("--snapshot", calls.snapshot != nil),
        ])
        if writesBudget, ratchet {
            throw ValidationError("--init and --ratchet cannot be used together.")
        }
        if writesBudget, !budgets.asserts.isEmpty {
            throw ValidationError("--assert cannot be used with --init.")
        }
        if writesBudget, strict || !outputs.isEmpty || format != .text {
            throw ValidationError(
                "--strict, --format and --out cannot be used with --init.")
        }
        if ratchet, !budgets.asserts.isEmpty {
            throw ValidationError("--assert cannot be used with --ratchet.")
        }
        if explain, writesBudget || format != .text {
            throw ValidationError(
                "--explain needs the text format, and cannot be used with --init.")
        }
        if force, !writesBudget, !ratchet, !calls.update {
            throw ValidationError("--force needs --init, --ratchet or --update.")
        }
        if calls.snapshot != nil, writesBudget || ratchet {
            throw ValidationError("--snapshot cannot be used with --init or --ratchet.")
        }
        if calls.update, strict || explain || !outputs.isEmpty || format != .text {
            throw ValidationError(
                "--strict, --explain, --format and --out cannot be used with --update.")
        }
    }

    func run() throws {
        if writesBudget { return try initialize() }
        if calls.update, let file = calls.snapshot { return try writeCalls(to: file) }
        if fleet.athena != nil { return try runFleet() }
        let list = try calls.list()
        let budget = try budgets.load(ownsInput: true, isOptional: list != nil)
        let result = try store.reader.check(
            sessions, by: budget, against: budgets.runs(for: budget, store.reader),
            comparing: list, isStrict: strict)
        try Verdicts(result, isExplained: explain).write(
            // With the lowered budget on it, standard output has no room for verdicts.
            ratchet && budgets.isStream ? nil : format, outputs, GitHubActions(ci),
            styling.style(for: STDOUT_FILENO))
        if ratchet {
            if let failure = refusal(result.flaws, "lower limits") {
                guard result.conclusion != .passed else { throw failure }
                Talk.say(failure.sentences)
            } else {
                try lower(budget, result)
            }
        }
        if let status = result.conclusion.status { throw CheckEnded(status: status) }
    }

    private func runFleet() throws {
        try fleet.refuse(sessions, usual: ["@"])
        let now = FleetOptions.now
        let reader = fleet.reader(now: now)
        let selection = try fleet.selection(until: fleetUntil.until, now: now)
        let budget = try budgets.load(ownsInput: true)
        if fleet.dryRun {
            return try fleet.print(reader.checkQuestion(of: selection, by: budget))
        }
        let baseline = try budgets.runs(for: budget, store.reader)
        // Before anything is paid for.
        for output in outputs { try ExportTarget.check(output.path) }
        let (judged, answer) = try reader.checkedSessions(of: selection, by: budget)
        let both = baseline?.shared(with: judged) ?? []
        guard both.isEmpty else { throw SelectionError.onBothSides(ids: both) }
        let result = try CheckResult(judged, by: budget, against: baseline, isStrict: strict)
        try Verdicts(result, isExplained: explain, answer: answer).write(
            format, outputs, GitHubActions(ci), styling.style(for: STDOUT_FILENO))
        switch format {
        case .text, .json, .markdown: break
        case .junit, .github: Talk.say([answer.cost])
        }
        fleet.warn(of: answer)
        if let status = result.conclusion.status { throw CheckEnded(status: status) }
    }

    private func initialize() throws {
        let path = budgets.budget ?? BudgetFile.name
        if !budgets.isStream, !force, access(path, F_OK) == 0 {
            throw Failure(
                "cannot create \(path): it already exists", "pass --force to replace it",
                status: ExitStatus.cannotCreate)
        }
        let checked = try store.reader.checkedSessions(sessions)
        guard let draft = BudgetDraft(checked) else {
            throw Failure(
                "cannot make a budget: no call was recorded",
                "record a program that calls AWS: csm-record run -- COMMAND",
                status: ExitStatus.noVerdict)
        }
        if let failure = refusal(checked.compactMap(\.flaw), "make a budget") { throw failure }
        if budgets.isStream { return try StandardOutput.write(draft.text) }
        try ExportTarget.write(draft.text, to: path)
        Talk.say(["wrote \(path)"])
    }

    private func writeCalls(to file: String) throws {
        let checked = try store.reader.checkedSessions(sessions)
        if let failure = refusal(checked.compactMap(\.flaw), "write \(file)") { throw failure }
        let list = try CallList(of: checked)
        try ExportTarget.write(list.text, to: file)
        Talk.say(["wrote \(file)"])
    }

    /// What is measured of a session that failed is no measure for others.
    private func refusal(_ flaws: [String], _ what: String) -> Failure? {
        guard !force, let flaw = flaws.first else { return nil }
        return Failure(
            "cannot \(what): \(flaw)", "record a run that succeeds, or pass --force",
            status: ExitStatus.noVerdict)
    }

    private func lower(_ budget: Budget, _ result: CheckResult) throws {
        let ratchet = Ratchet(budget, result.verdicts)
        if budgets.isStream { try StandardOutput.write(ratchet.text) }
        guard !ratchet.changes.isEmpty else {
            Talk.say(["no limit can be lowered"])
            return
        }
        if !budgets.isStream { try ExportTarget.write(ratchet.text, to: budget.source) }
        Talk.say(
            ratchet.changes.map {
                "\($0.place.source):\($0.place.line): \($0.old) is now \($0.new)  (\($0.rule))"
            })
    }
}
