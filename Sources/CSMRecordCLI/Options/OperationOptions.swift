import ArgumentParser
import CSMAnalysis

/// Which operations a command is about, wherever calls are selected.
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

    var onlyGlobs: [OperationGlob] { only.map { OperationGlob($0) } }
    var notGlobs: [OperationGlob] { not.map { OperationGlob($0) } }
}
