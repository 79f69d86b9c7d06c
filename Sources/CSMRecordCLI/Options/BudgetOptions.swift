import ArgumentParser
import CSMBudget
import Glibc
import SessionReading

/// Which budget to judge by.
struct BudgetOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The budget file, or - for standard input. Default: csm.budget in the current or nearest parent directory.",
            valueName: "file"),
        completion: .file())
    var budget: String?

    @Option(
        name: .customLong("assert"),
        help: ArgumentHelp(
            "Check against this rule, such as 'S3.*: p95 < 120ms'. May be repeated.",
            valueName: "rule"))
    var asserts: [String] = []

    @Option(
        help: ArgumentHelp(
            "The runs to compare with in rules with 'baseline': a set of sessions, such as main@10, or a baseline file. Default: the one in the budget.",
            valueName: "set"),
        completion: Completions.session)
    var baseline: String?

    /// Whether the budget is to be read from standard input, or written to standard output.
    var isStream: Bool { budget == BudgetFile.stream }

    /// The budget that the options name, or else the one that is found.
    ///
    /// `ownsInput` says whether standard input may be read, which under `run` is its command's.
    /// Without any, `isOptional` gives one without rules.
    func load(ownsInput: Bool = false, isOptional: Bool = false) throws(Failure) -> Budget {
        if isOptional, budget == nil, asserts.isEmpty, BudgetFile.find() == nil {
            return Budget([])
        }
        if isStream, !ownsInput {
            throw Failure(
                "cannot read a budget from standard input: it belongs to COMMAND",
                "pass a budget file or --assert", status: ExitStatus.usage)
        }
        var budgets: [Budget] = []
        if budget != nil || asserts.isEmpty { budgets.append(try BudgetFile.read(path())) }
        do throws(BudgetProblems) {
            if !asserts.isEmpty {
                // A rule each, so that a newline within one is no second rule.
                let lines = asserts.map {
                    $0.split(whereSeparator: \.isNewline).joined(separator: " ")
                }
                budgets.append(try Budget(lines.joined(separator: "\n"), source: "--assert"))
            }
        } catch {
            throw Failure(error)
        }
        return Budget(budgets)
    }

    /// The runs that the budget's relative rules compare with; `nil` where no baseline is named.
    ///
    /// A file that the budget names lies where the budget does, or is named from the root on.
    func runs(for budget: Budget, _ reader: SessionReader) throws -> Baseline? {
        guard budget.rules.contains(where: \.isRelative) else {
            if let baseline { Talk.say(["no rule compares with the baseline \(baseline)"]) }
            return nil
        }
        return try reference(in: budget).map { try reader.baseline($0) }
    }

    /// Throws if the baseline is a file that cannot be read; sets of sessions are not looked at.
    func checkBaselineFile(for budget: Budget, _ reader: SessionReader) throws {
        guard budget.rules.contains(where: \.isRelative), let reference = reference(in: budget)
        else { return }
        var status = stat()
        guard stat(reference, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_size <= Self.quicklyRead
        else { return }
        _ = try reader.baseline(reference)
    }

    /// Bytes: a baseline file has a few thousand a session, an export of events may have any number.
    private static let quicklyRead = 4 << 20

    /// What names the baseline.
    private func reference(in budget: Budget) -> String? {
        if let baseline { return baseline }
        guard let named = budget.baseline else { return nil }
        let folder = named.place.source.lastIndex(of: "/").map { named.place.source[...$0] } ?? ""
        // Where it is a path from the root on, the folder is none of it.
        let file = String(folder) + named.set
        let isFile = !named.set.hasPrefix("/") && access(file, F_OK) == 0
        // With a slash in it, it is no session's name.
        return isFile ? (file.contains("/") ? file : "./" + file) : named.set
    }

    /// The budget's file.
    func path() throws(Failure) -> String {
        if let budget { return budget }
        guard let found = BudgetFile.find() else {
            throw Failure(
                "cannot find a budget: no \(BudgetFile.name) in this directory or its parents",
                "create one: csm-record check --init", status: ExitStatus.notFound)
        }
        return found
    }
}

/// Budgets as files.
enum BudgetFile {
    static let name = "csm.budget"
    /// Standard input or output.
    static let stream = "-"
    /// What stands for it in the places of rules.
    private static let streamSource = "stdin"

    /// The nearest budget, as a path from the working folder.
    static func find() -> String? {
        let depth = SystemFacts.workingFolder().split(separator: "/").count
        return (0...depth).lazy.map { String(repeating: "../", count: $0) + name }
            .first { access($0, F_OK) == 0 }
    }

    static func read(_ path: String) throws(Failure) -> Budget {
        let text = try TextFile.read(path, isStream: path == stream)
        do throws(BudgetProblems) {
            return try Budget(text, source: path == stream ? streamSource : path)
        } catch {
            throw Failure(error)
        }
    }
}
