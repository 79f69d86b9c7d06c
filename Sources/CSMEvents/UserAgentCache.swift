/// The last user agent that was read, for reading one takes longer than all other labels.
public struct UserAgentCache {
    private var bytes: [UInt8] = []
    private var startsWithClientID = false
    private var last: (text: String?, sdk: SDK?) = (nil, nil)

    public init() {}

    /// An event's user agent, as far as labels keep it, and the SDK that sent the event.
    mutating func userAgent(
        of event: DecodedEvent, in datagram: UnsafeBufferPointer<UInt8>
    ) -> (text: String?, sdk: SDK?) {
        let slice = event.userAgent.bytes(in: datagram)
        // One that is absent has no bytes either, nor has an empty one.
        if !slice.isEmpty, startsWithClientID == event.startsWithClientID,
            bytes.elementsEqual(slice)
        {
            return last
        }
        let text = event.userAgent.text(in: datagram, limit: EventLabels.textLimit)
        last = (text, SDK(userAgent: text, startsWithClientID: event.startsWithClientID))
        bytes = Array(slice)
        startsWithClientID = event.startsWithClientID
        return last
    }
}
