import ArgumentParser

/// Which columns of a table are shown.
struct ColumnOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Show only these columns, as far as they fit.", valueName: "list"))
    var columns: String?

    /// The names, each of which must be one of `known`.
    func names(of known: [String]) throws -> [String]? {
        guard let columns else { return nil }
        let names = columns.split(separator: ",", omittingEmptySubsequences: false)
            .map { $0.trimmingSpaces }
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw ValidationError(
                "Unknown column '\(unknown)'; the columns are \(known.joined(separator: ", ")).")
        }
        return names
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
