/// Which fields hold a session token.
enum TokenName {
    /// Whether a field's name, in lower case, ends in that of a session token: `SessionToken`,
    /// `aws_session_token`, `X-Amz-Security-Token`.
    static func matches(_ lowercased: String) -> Bool {
        let letters = lowercased.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") }
        return letters.reversed().starts(with: "sessiontoken".utf8.reversed())
            || letters.reversed().starts(with: "securitytoken".utf8.reversed())
    }
}
