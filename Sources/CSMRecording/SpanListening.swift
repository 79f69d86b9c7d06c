/// Where a recording receives spans, and whose the calls are that they tell of.
public struct SpanListening: Sendable {
    /// A TCP port on loopback.
    public let port: ListeningPort
    /// What the events that are made of spans have as their client id.
    public let clientID: String

    public init(port: ListeningPort, clientID: String) {
        self.port = port
        self.clientID = clientID
    }
}
