import ArgumentParser

/// The names of two sides, with a comma between them.
struct SideNames: ExpressibleByArgument {
    let base: String
    let new: String

    init(base: String, new: String) {
        self.base = base
        self.new = new
    }

    init?(argument: String) {
        let names = argument.split(separator: ",", omittingEmptySubsequences: false).map(
            String.init)
        guard names.count == 2, names[0] != names[1],
            names.allSatisfy({ !$0.isEmpty && !$0.hasPrefix("@") })
        else { return nil }
        self.init(base: names[0], new: names[1])
    }

    var defaultValueDescription: String { "\(base),\(new)" }
}
