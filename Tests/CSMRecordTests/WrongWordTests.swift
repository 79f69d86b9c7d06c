import CSMTestSupport
import Testing

/// What is typed wrong is answered with what is right.
struct WrongWordTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    @Test(arguments: [
        (["stat"], ["unknown command 'stat'; did you mean stats?", "csm-record run -- stat"]),
        (["sesions"], ["did you mean sessions?"]), (["exprot", "@"], ["did you mean export?"]),
        (
            ["sh", "-c", "aws s3 ls"],
            ["unknown command 'sh'", "to record it: csm-record run -- sh -c 'aws s3 ls'"]
        ),
        (["/bin/true"], ["to record it: csm-record run -- /bin/true"]),
        (["nothing-like-it"], ["the commands are: run, listen, tail, top, sessions, stats,"]),
        (["help", "nosuch"], ["unknown command 'nosuch'"]),
        (["help", "sessions", "lst"], ["unknown command 'sessions lst'; did you mean list?"]),
        (["sessions", "lst"], ["unknown command 'sessions lst'; did you mean list?"]),
        (["backend", "yaml"], ["the commands are: template, queries"]),
        (
            ["stats", "--by", "service,tag:"],
            ["expected one or more of service, api,", "tag:NAME"]
        ),
        (["stats", "--sort", "speed"], ["'total', 'calls', 'errors', 'p95' or 'name'"]),
        (
            ["stats", "--percentiles", "101"],
            ["above 0 and up to 100, separated by commas: 50,90,99.9"]
        ),
        (["sessions", "prune", "--older", "30"], ["a number with a unit", "12h, 30d"]),
        (["stats", "--by", "host"], ["Only attempts have a host: pass --level attempt"]),
        (["stats", "--from", "2s", "--until", "1s"], ["--until must be later than --from"]),
        (["show", "--from", "soon"], ["a number with a unit, such as 250ms"]),
        (["replay", "--speed", "fast"], ["a number such as 4 or 0.5, or max"]),
        (["run", "--tag", "branch", "--", "true"], ["such as branch=main"]),
    ])
    func `is usage, and is told`(arguments: [String], told: [String]) throws {
        let result = try recorded(arguments)
        #expect(result.status == 64)
        #expect(result.output == "")
        for text in told { #expect(result.errors.contains(text), "\(result.errors)") }
    }

    @Test(arguments: [["help"], ["help", "stats"], ["help", "sessions", "rm"], ["--help"]])
    func `what is typed right is no error`(arguments: [String]) throws {
        let result = try recorded(arguments)
        #expect(result.status == 0)
        #expect(result.output.contains("USAGE: csm-record"))
    }
}
