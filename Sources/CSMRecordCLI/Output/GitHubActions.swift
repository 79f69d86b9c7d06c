import CSMReport
import Glibc

/// GitHub Actions, if this runs in it.
struct GitHubActions {
    private let summary: String?
    private let workspace: String?

    /// Whether its runner reads what we write.
    static var isRunning: Bool { SystemFacts.environment("GITHUB_ACTIONS") == "true" }

    init?(_ choice: CIChoice) {
        guard choice == .auto, Self.isRunning else { return nil }
        summary = SystemFacts.environment("GITHUB_STEP_SUMMARY")
        workspace = SystemFacts.environment("GITHUB_WORKSPACE")
    }

    /// A file's path from the repository's root, as annotations need it.
    func path(of file: String) -> String {
        guard let workspace, let root = SystemFacts.realPath(workspace),
            let own = SystemFacts.realPath(file),
            own.hasPrefix(root + "/")
        else { return file }
        return String(own.dropFirst(root.count + 1))
    }

    /// Adds a table, made of no more bytes than there is room for, to the step's summary.
    func summarize(_ markdown: (Int) -> String) throws(Failure) {
        guard let summary, !summary.isEmpty else { return }
        let descriptor = open(summary, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw ExportTarget.cannotCreate(summary, errno) }
        defer { close(descriptor) }
        // Steps before, or checks before in this one, may have written to it.
        var status = stat()
        let size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
        let room = CheckReport.summaryBytes - size
        let code = room > 2_000 ? FileOutput.write(markdown(room), to: descriptor) : 0
        guard code == 0 else {
            throw Failure(
                "cannot write \(summary): \(String(cString: strerror(code)))",
                status: ExitStatus.inputOutput)
        }
    }
}
