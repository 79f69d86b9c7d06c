import ArgumentParser
import CSMBudget
import Glibc

/// Which budget to judge by.
struct BudgetOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The budget, or - for standard input; default: csm.budget here or in the nearest folder above.",
            valueName: "file"),
        completion: .file())
    var budget: String?

    @Option(
        name: .customLong("assert"),
        help: ArgumentHelp(
            "Judge by this rule, as in 'S3.*: p95 < 120ms'. May be repeated.", valueName: "rule"))
    var asserts: [String] = []

    /// Whether the budget is to be read from standard input, or written to standard output.
    var isStream: Bool { budget == BudgetFile.stream }

    /// The budget that the options name, or else the one that is found.
    ///
    /// `ownsInput` says whether standard input may be read, which under `run` is its command's.
    func load(ownsInput: Bool = false) throws(Failure) -> Budget {
        if isStream, !ownsInput {
            throw Failure(
                "cannot read a budget from standard input: that is the command's",
                "name a file, or pass --assert", status: ExitStatus.usage)
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

    /// The budget's file.
    func path() throws(Failure) -> String {
        if let budget { return budget }
        guard let found = BudgetFile.find() else {
            throw Failure(
                "cannot find a budget: there is no \(BudgetFile.name) here or in a folder above",
                "write one: csm-record check --init", status: ExitStatus.notFound)
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
        let text = try contents(of: path)
        do throws(BudgetProblems) {
            return try Budget(text, source: path == stream ? streamSource : path)
        } catch {
            throw Failure(error)
        }
    }

    private static func contents(of path: String) throws(Failure) -> String {
        let descriptor =
            path == stream ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw cannotRead(path, errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw cannotRead(path, errno) }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure("\(path):1:1: it is not UTF-8 text", status: ExitStatus.badBudget)
        }
        return text
    }

    private static func cannotRead(_ path: String, _ code: Int32) -> Failure {
        let status: Int32 =
            switch code {
            case ENOENT, ENOTDIR: ExitStatus.notFound
            case EACCES, EPERM: ExitStatus.notPermitted
            default: ExitStatus.inputOutput
            }
        return Failure("cannot read \(path): \(String(cString: strerror(code)))", status: status)
    }
}
