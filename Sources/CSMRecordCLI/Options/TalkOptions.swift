import ArgumentParser

/// How much csm-record says on stderr.
struct TalkOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Print only errors and data loss.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Print more details.")
    var verbose = false

    var talk: Talk { Talk(level: quiet ? .quiet : verbose ? .verbose : .normal) }
}
