import ArgumentParser

struct Backend: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a CloudFormation template and Athena queries for pushed sessions.",
        discussion: """
            The template has a bucket, a table, a delivery stream, a workgroup, and a policy that \
            allows push. The queries compute the figures of stats for pushed sessions.

            Examples:
              csm-record backend template -o csm.yaml
              csm-record backend queries
            """,
        subcommands: [BackendTemplateCommand.self, BackendQueriesCommand.self],
        defaultSubcommand: BackendTemplateCommand.self)
}
