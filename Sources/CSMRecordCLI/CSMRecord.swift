public import ArgumentParser
import Glibc

/// The program: its subcommands, and how it ends.
public struct CSMRecord: ParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "csm-record",
        abstract: "Record and analyze the API calls that AWS SDKs report.",
        discussion: """
            AWS SDKs can report every API call they make as a UDP datagram. The feature is called \
            Client Side Monitoring (CSM). csm-record runs a program with CSM enabled, stores what \
            it reports, and shows where the time went.

            Examples:
              csm-record run -- pytest         record the AWS calls of a test run
              csm-record stats                 show latency per operation
              csm-record show --top 10         show the slowest calls on a timeline
              csm-record tail                  print calls as they arrive
              csm-record top                   show the busiest operations, updated
              csm-record check                 check the calls against csm.budget
              csm-record compare @~1 @         what changed since the run before
              csm-record ab 'cmd a' 'cmd b'    compare two commands, run in turns
              csm-record sessions              list the recorded sessions
              csm-record policy                print the IAM policy that the calls need
              csm-record replay --speed 4      replay a session four times as fast
              csm-record export -o s.jsonl     export a session to a file
              csm-record push --stream csm     upload sessions to Amazon Data Firehose
              csm-record backend template      print a template for the AWS side of push
              csm-record listen --print-env    record any program until Ctrl-C
            """,
        version: ToolVersion.sentence,
        subcommands: [
            Run.self, Listen.self, Tail.self, Top.self, Sessions.self, Stats.self, Show.self,
            Check.self, Compare.self, ABCommand.self, Policy.self, MarkCommand.self, Replay.self,
            Export.self, Import.self, Push.self, Backend.self,
        ])

    public init() {}

    /// Parses the process's arguments, runs what they ask for and ends the process.
    public static func start() -> Never {
        StandardStreams.reserve()
        // A reader that has gone is no reason to die: the write says so, and we end quietly.
        signal(SIGPIPE, SIG_IGN)
        let words = Array(CommandLine.arguments.dropFirst())
        if let sentences = UnknownCommand.sentences(for: words, of: CSMRecord.self) {
            Talk.say(sentences)
            Glibc.exit(ExitStatus.usage)
        }
        do {
            var command = try parseAsRoot()
            try command.run()
            Glibc.exit(ExitStatus.success)
        } catch {
            end(with: error)
        }
    }

    private static func end(with error: any Error) -> Never {
        if let failure = Failure(knownTo: error) {
            Talk.say(failure.sentences)
            Glibc.exit(failure.status)
        }
        switch error {
        case let ended as ChildEnded:
            Glibc.exit(ended.code)
        case let ended as CheckEnded:
            Glibc.exit(ended.status)
        case is ClosedPipe:
            // Whoever read our output has seen enough: `| head`.
            Glibc.exit(ExitStatus.success)
        default:
            // Help, the version, and usage errors, which are 64 (EX_USAGE).
            let status = exitCode(for: error).rawValue
            var message = fullMessage(for: error)
            if CommandLine.arguments.dropFirst().first?.hasPrefix(CompletionScript.option) == true,
                status == ExitStatus.success
            {
                message = CompletionScript.amended(message, bash: completionScript(for: .bash))
            }
            if status == ExitStatus.success {
                do {
                    try StandardOutput.write(message + "\n")
                } catch {
                    end(with: error)
                }
            } else {
                let text = message.hasPrefix("Error: ") ? String(message.dropFirst(7)) : message
                Talk.say(ValueHints.completed(text).split(separator: "\n").map(String.init))
            }
            Glibc.exit(status)
        }
    }
}
