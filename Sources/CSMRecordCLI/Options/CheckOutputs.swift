public import ArgumentParser
public import CSMReport

extension CheckFormat: ExpressibleByArgument {}

/// `FORMAT=FILE`: where to write a check besides standard output.
struct CheckOutput: ExpressibleByArgument {
    let format: CheckFormat
    let path: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="),
            let format = CheckFormat(rawValue: String(argument[..<equals]))
        else { return nil }
        self.format = format
        path = String(argument[argument.index(after: equals)...])
        if path.isEmpty { return nil }
    }
}

/// What continuous integration is told besides.
enum CIChoice: String, ExpressibleByArgument, CaseIterable {
    /// GitHub Actions, if it runs this.
    case auto
    case none
}
