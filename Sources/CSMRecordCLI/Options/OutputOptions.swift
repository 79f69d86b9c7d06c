public import ArgumentParser
public import CSMReport
import Glibc

extension OutputFormat: ExpressibleByArgument {}

/// Where a report goes, and in what form.
struct OutputOptions: ParsableArguments {
    @Option(help: "The output format.")
    var format = OutputFormat.text

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"),
        completion: .file())
    var output: String?

    @OptionGroup var styling: StyleOptions

    /// Throws if the report's file could not be written, before anything is done that cannot be
    /// undone.
    func check() throws(Failure) {
        if let output { try ExportTarget.check(output) }
    }

    /// Writes the report where it belongs, its table with these `columns` only.
    func write(_ report: some Report, columns: [String]? = nil) throws {
        var style = styling.style(for: output == nil ? STDOUT_FILENO : nil)
        style.columns = columns
        if let output {
            let target = try ExportTarget(output)
            try report.write(as: format, style) { try target.write($0) }
            try target.commit()
        } else {
            try report.write(as: format, style) { text in
                try format == .text ? StandardOutput.writeText(text) : StandardOutput.write(text)
            }
        }
    }
}
