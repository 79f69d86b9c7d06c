/// Processes that outlived the recorded command: what they do from then on is not recorded.
public struct LeftProcesses: Sendable, CustomStringConvertible {
    public let count: Int
    /// The eldest.
    public let firstID: Int32
    public let firstName: String

    public init(count: Int, firstID: Int32, firstName: String) {
        self.count = count
        self.firstID = firstID
        self.firstName = firstName
    }

    /// As in "1 process that COMMAND left running (python3, pid 4711)".
    public var description: String {
        let first = "\(firstName), pid \(firstID)"
        return count == 1
            ? "1 process that COMMAND left running (\(first))"
            : "\(count) processes that COMMAND left running (the first is \(first))"
    }

    /// What the user must know.
    var sentences: [String] {
        [
            "no longer recorded: \(description)",
            "counts are a lower bound; csm-record run --wait waits for such processes",
        ]
    }
}
