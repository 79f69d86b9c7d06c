import ArgumentParser
import CSMBudget
import Glibc

/// Which committed call list to compare with.
struct SnapshotOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Compare the calls of each mark and operation with a committed file, such as csm.calls.",
            valueName: "file"),
        completion: .file())
    var snapshot: String?

    @Flag(help: "Write the calls to the file of --snapshot instead of comparing them.")
    var update = false

    func validate() throws {
        if update, snapshot == nil {
            throw ValidationError("--update needs --snapshot FILE.")
        }
    }

    /// The call list to compare with, and its file; `nil` where none is named.
    func list() throws(Failure) -> (CallList, file: String)? {
        guard let snapshot else { return nil }
        guard access(snapshot, F_OK) == 0 else {
            throw Failure(
                "cannot read \(snapshot): \(String(cString: strerror(errno)))",
                "create it: csm-record check --snapshot \(snapshot) --update",
                status: ExitStatus.notFound)
        }
        let text = try TextFile.read(snapshot)
        do throws(CallList.Problem) {
            return (try CallList(text), snapshot)
        } catch {
            throw Failure(
                "\(snapshot):\(error.line): \(error.sentence)",
                "create it again: csm-record check --snapshot \(snapshot) --update",
                status: ExitStatus.badBudget)
        }
    }
}
