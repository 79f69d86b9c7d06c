import ArgumentParser
import CSMAnalysis
import CSMCapture
import CSMLive
import CSMReport
import Glibc
import SessionFollowing
import SessionReading
import SessionStore

/// A format of lines.
enum LineFormat: String, ExpressibleByArgument, CaseIterable {
    case text, jsonl
}

struct Tail: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the calls of a session as they arrive.",
        discussion: """
            Prints a line for each call, until the session ends. Without SESSION it is the one \
            that is being recorded, or else the next one to begin. The calls that have arrived \
            before come first. The recording is not disturbed.

            Examples:
              csm-record tail
              csm-record tail --errors --attempts
              csm-record tail --follow --slower 500ms
              csm-record tail --format jsonl | jq -r .api
            """)

    @Argument(
        help: "The session; default: the one being recorded, or the next one.",
        completion: Completions.session)
    var session: String?

    @Flag(
        name: .shortAndLong, help: "When the session has ended, continue with the next session.")
    var follow = false

    @Flag(help: "Leave out the calls that have arrived before.")
    var new = false

    @OptionGroup var choice: TailOptions

    @Option(help: "The output format.")
    var format = LineFormat.text

    @OptionGroup var styling: StyleOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var talking: TalkOptions

    func run() throws {
        let interrupts = Interrupts()
        let watching = TailWatching(
            interrupts: interrupts, talk: talking.talk, query: choice.query, skipsPast: new,
            lines: TailLines(styling.style(for: STDOUT_FILENO), isJSON: format == .jsonl))
        Thread.yieldPriority(by: 19)
        let finder = SessionFinder(in: store.path, since: Clock.realtime() / 1_000)
        var current = try first(finder)
        while true {
            guard let found = try current ?? watching.wait(for: finder) else { break }
            try watching.tell(found, isLast: !follow)
            guard follow else { break }
            finder.go(behind: found.record.number)
            current = try finder.next()
        }
    }

    /// The session that is named, or the one that is being recorded.
    private func first(_ finder: SessionFinder) throws -> StoredSession? {
        let recorded = try finder.current()
        guard let session else { return recorded }
        let named = try store.reader.session(session)
        named.store.endSnapshot()
        try named.store.refuseWrites()
        return named
    }
}
