public import AWSAccess
public import FirehoseLines

/// Where packs are put.
public protocol RecordSink {
    /// One call, sent once; throws where there are no credentials to make it with.
    func put(_ packs: [Pack]) throws(AWSAccessError) -> CallOutcome
    /// Fetches credentials anew.
    func renewCredentials() throws(AWSAccessError)
    /// Sets the clock by the answer that the last call got.
    func correctClock()
}
