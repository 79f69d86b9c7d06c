import ArgumentParser

struct Sessions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, show, rename and remove sessions.",
        discussion: """
            Examples:
              csm-record sessions
              csm-record sessions show @
              csm-record sessions rename @ before-upgrade
              csm-record sessions prune --older 30d --keep 10
            """,
        subcommands: [
            SessionsList.self, SessionsShow.self, SessionsRename.self, SessionsRemove.self,
            SessionsPrune.self,
        ], defaultSubcommand: SessionsList.self)
}
