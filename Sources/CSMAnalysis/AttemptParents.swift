/// Which call each attempt belongs to, by their sequence numbers: four bytes an event, for who goes
/// through a session without keeping it.
public struct AttemptParents: Sendable {
    /// At each event's sequence its call's; 0 for none.
    private var callOf: [UInt32] = []
    /// The calls that attempts come after.
    private var followed: Set<UInt32> = []

    public init(_ trace: CallTrace) {
        for (attempt, link) in zip(trace.attempts, trace.links) {
            guard case .call(let place) = link,
                let own = UInt32(exactly: attempt.sequence),
                let call = UInt32(exactly: trace.calls[place].sequence)
            else { continue }
            if callOf.count <= own {
                callOf += repeatElement(0, count: Int(own) + 1 - callOf.count)
            }
            callOf[Int(own)] = call
            if own > call { followed.insert(call) }
        }
    }

    /// The call of the attempt with that sequence; `nil` where it is not known.
    public subscript(attempt: Int64) -> Int64? {
        guard callOf.indices.contains(Int(attempt)), callOf[Int(attempt)] > 0 else { return nil }
        return Int64(callOf[Int(attempt)])
    }

    /// Whether attempts of the call with that sequence come after it.
    public func isFollowed(_ call: Int64) -> Bool {
        UInt32(exactly: call).map(followed.contains) ?? false
    }
}
