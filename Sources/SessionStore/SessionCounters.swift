/// How many datagrams a session got, and what became of them.
///
/// `received` = `decoded` + `undecodable` + `empty`: what was received but could not be stored
/// counts in `droppedByRecorder` alone.
public struct SessionCounters: Sendable, Equatable {
    public var received = 0
    public var decoded = 0
    public var undecodable = 0
    public var empty = 0
    /// Those longer than what could be read of them; they are among the undecodable.
    public var truncated = 0
    /// `nil` where the kernel does not tell.
    public var droppedByKernel: Int?
    public var droppedByRecorder = 0
    public var spansReceived = 0
    public var spansUsed = 0
    public var spansJoined = 0
    public var spansDuplicate = 0
    public var requestsRefused = 0

    public init() {}
}
