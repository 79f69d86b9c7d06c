import CSMEvents

/// The bytes that two events share exactly if all their labels are the same.
///
/// Texts are compared as they were sent, before any is decoded: that is what makes finding an
/// event's series cheap.
struct SeriesKey {
    private(set) var bytes: [UInt8] = []

    /// Becomes the key of `event`.
    mutating func assign(_ event: DecodedEvent, in datagram: UnsafeBufferPointer<UInt8>) {
        bytes.removeAll(keepingCapacity: true)
        let flags: UInt32 =
            (event.isError ? 1 : 0) | (event.isThrottle ? 2 : 0)
            | (event.startsWithClientID ? 4 : 0) | (event.isSpan ? 8 : 0)
            | (event.resource.isPresent ? 16 : 0)
        append(flags << 8 | UInt32(event.level.ordinal))
        append(UInt32(bitPattern: event.status ?? 0))
        append(event.type, datagram)
        append(event.service, datagram)
        append(event.api, datagram)
        append(event.clientID, datagram)
        append(event.userAgent, datagram)
        append(event.region, datagram)
        append(event.host, datagram)
        append(event.exception, datagram)
        // Most events have none.
        if event.resource.isPresent { append(event.resource, datagram) }
    }

    private mutating func append(_ number: UInt32) {
        withUnsafeBytes(of: number) { bytes.append(contentsOf: $0) }
    }

    /// A text and, so that no two keys run together, its length; longer ones than labels keep are
    /// cut as labels are.
    private mutating func append(_ slice: TextSlice, _ datagram: UnsafeBufferPointer<UInt8>) {
        append(UInt32(bitPattern: slice.count))
        let text = slice.bytes(in: datagram)
        bytes.append(contentsOf: text.prefix(EventLabels.textLimit))
    }
}

extension EventLevel {
    fileprivate var ordinal: UInt8 {
        switch self {
        case .call: 0
        case .attempt: 1
        case .other: 2
        case .undecodable: 3
        case .empty: 4
        }
    }
}
