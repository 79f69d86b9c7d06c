import ArgumentParser
import CSMAnalysis

/// Which calls a command is about, wherever calls are selected.
struct OperationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Include only these operations, such as 'S3.*'. May be repeated.", valueName: "glob"),
        completion: Completions.operation)
    var only: [String] = []

    @Option(
        help: ArgumentHelp("Exclude these operations. May be repeated.", valueName: "glob"),
        completion: Completions.operation)
    var not: [String] = []

    @Option(
        help: ArgumentHelp(
            "Include only calls to these tables, buckets, queues or topics, which only spans "
                + "show. May be repeated.", valueName: "glob"))
    var onlyResource: [String] = []

    var resourceGlobs: [Glob] { onlyResource.map { Glob($0) } }
    var onlyGlobs: [OperationGlob] { only.map { OperationGlob($0) } }
    var notGlobs: [OperationGlob] { not.map { OperationGlob($0) } }

    var choice: OperationChoice {
        OperationChoice(only: onlyGlobs, not: notGlobs, resources: resourceGlobs)
    }
}
