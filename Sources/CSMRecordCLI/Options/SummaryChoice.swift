import ArgumentParser

/// How much to say of a session at its end.
enum SummaryChoice: String, ExpressibleByArgument, CaseIterable {
    /// The slowest operations and a few figures.
    case auto
    case none
    /// Every operation.
    case full

    /// How many operations to name; `nil` is all.
    var operations: Int? { self == .full ? nil : 5 }
}
