public import ArgumentParser
public import FirehoseBackend

extension StorageFormat: ExpressibleByArgument {}

struct BackendTemplateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template",
        abstract: "Print a CloudFormation template.",
        discussion: """
            Parquet is smaller and cheaper to query; gzipped JSON keeps the fields that have no \
            column.

            Examples:
              csm-record backend template --store-as parquet -o csm.yaml
            """)

    @Option(name: .customLong("store-as"), help: "The format of the events in the bucket.")
    var format = StorageFormat.json

    @OptionGroup var output: FileOptions

    func run() throws { try output.write(BackendTemplate.text(storeAs: format)) }
}
