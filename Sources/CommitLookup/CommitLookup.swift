import Foundation
import PackagePlugin

/// Writes the commit that is built into a Swift file, whenever a commit or a source file changed.
///
/// Neither the manifest nor a prebuild command could: SwiftPM keeps what they found out until the
/// package's structure changes, so a build after the next commit would still name the one before.
@main
struct CommitLookup: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) -> [Command] {
        let package = context.package.directoryURL
        let script = target.directoryURL.appending(path: "lookup.sh")
        let sources = context.package.sourceModules.flatMap { $0.sourceFiles.map(\.url) }
        // The file itself would be an input of its own making.
        let output = context.pluginWorkDirectoryURL.appending(path: "Commit.swift")
        return [
            .buildCommand(
                displayName: "Look up the commit",
                executable: URL(filePath: "/bin/sh"),
                arguments: [script.path, package.path, context.pluginWorkDirectoryURL.path],
                inputFiles: [script, package.appending(path: "Package.swift")]
                    + sources.filter { $0 != output } + Self.filesOfGit(in: package),
                outputFiles: [output])
        ]
    }

    /// What git writes when another commit is made or checked out; in a tarball nothing.
    private static func filesOfGit(in package: URL) -> [URL] {
        var folder = package.appending(path: ".git")
        // In a further worktree it is a file that names the folder.
        if let file = try? String(contentsOf: folder, encoding: .utf8),
            file.hasPrefix("gitdir: ")
        {
            let path = file.dropFirst(8).trimmingCharacters(in: .whitespacesAndNewlines)
            folder = URL(filePath: path, relativeTo: package).absoluteURL
        }
        return ["HEAD", "logs/HEAD", "index"].map { folder.appending(path: $0) }
            .filter { FileManager.default.fileExists(atPath: $0.path) }
    }
}
