import ArgumentParser

/// Where a text goes that has one form only.
struct FileOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"),
        completion: .file())
    var output: String?

    func write(_ text: String) throws {
        if let output {
            try ExportTarget.write(text, to: output)
        } else {
            try StandardOutput.write(text)
        }
    }
}
