import ArgumentParser

struct Backend: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what to deploy behind the delivery stream.",
        discussion: """
            A CloudFormation template (bucket, table, delivery stream, workgroup, a policy for \
            pushing), and the Athena queries that give the figures of stats for pushed sessions.

            Examples:
              csm-record backend template -o csm.yaml
              csm-record backend queries
            """,
        subcommands: [BackendTemplateCommand.self, BackendQueriesCommand.self],
        defaultSubcommand: BackendTemplateCommand.self)
}
