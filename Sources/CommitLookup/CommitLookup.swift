import Foundation
import PackagePlugin

/// Writes the commit that is built into a Swift file, at the start of every build.
///
/// The manifest could ask for the commit too, but SwiftPM keeps a manifest's answers until its text
/// changes: a build after the next commit would still name the one before.
@main
struct CommitLookup: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) -> [Command] {
        [
            .prebuildCommand(
                displayName: "Look up the commit",
                executable: URL(filePath: "/bin/sh"),
                arguments: [
                    target.directoryURL.appending(path: "lookup.sh").path,
                    context.package.directoryURL.path, context.pluginWorkDirectoryURL.path,
                ],
                outputFilesDirectory: context.pluginWorkDirectoryURL)
        ]
    }
}
