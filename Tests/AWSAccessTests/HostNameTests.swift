import Testing

@testable import AWSAccess

/// Which names of a certificate are a host's.
struct HostNameTests {
    @Test(arguments: [
        ("firehose.eu-west-1.amazonaws.com", "firehose.eu-west-1.amazonaws.com", true),
        ("firehose.eu-west-1.amazonaws.com", "FIREHOSE.eu-west-1.amazonaws.com", true),
        ("firehose.eu-west-1.amazonaws.com", "*.eu-west-1.amazonaws.com", true),
        ("firehose.eu-west-1.amazonaws.com", "*.amazonaws.com", false),
        ("firehose.eu-west-1.amazonaws.com", "*", false),
        ("firehose.eu-west-1.amazonaws.com", "f*.eu-west-1.amazonaws.com", false),
        ("firehose.eu-west-1.amazonaws.com", "amazonaws.com", false),
        ("localhost", "*.localhost", false), ("localhost", "*.", false), (".a", "*.a", false),
    ])
    func `a name matches itself, and an asterisk one label`(
        host: String, pattern: String, isMatch: Bool
    ) {
        #expect(HostNameCheck.matches(host, Array(pattern.utf8)) == isMatch)
    }
}
