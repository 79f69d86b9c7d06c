import ArgumentParser

/// How much csm-record says on stderr.
struct TalkOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Say nothing but errors and losses.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Explain what is done.")
    var verbose = false

    var talk: Talk { Talk(level: quiet ? .quiet : verbose ? .verbose : .normal) }
}
