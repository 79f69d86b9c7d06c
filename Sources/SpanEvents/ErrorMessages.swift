/// botocore's `An error occurred (CODE) when calling the NAME operation: MESSAGE`, which may say
/// `(reached max retries: N)` before the colon (botocore/exceptions.py, `ClientError`).
struct BotocoreMessage {
    let code: String
    /// What the service wrote.
    let message: String
    let saysRetriesEnded: Bool

    init?(_ text: String) {
        let start = "An error occurred ("
        guard text.hasPrefix(start), let end = text.firstIndex(of: ")") else { return nil }
        code = String(text[..<end].dropFirst(start.count))
        guard let colon = text.firstRange(of: ": ") else {
            message = text
            saysRetriesEnded = false
            return
        }
        let retries = " (reached max retries: "
        if let found = text.firstRange(of: retries), found.lowerBound < colon.lowerBound {
            saysRetriesEnded = true
            let rest = text[found.upperBound...]
            let own = rest.firstRange(of: ": ").map { rest[$0.upperBound...] } ?? rest
            message = String(own)
        } else {
            saysRetriesEnded = false
            message = String(text[colon.upperBound...])
        }
    }
}

/// Go's `operation error SERVICE: API, REASON, …`, of which a service's own ends in
/// `api error CODE: MESSAGE`, or in the error's type and a colon (smithy-go, `OperationError`).
struct GoMessage {
    let code: String?
    /// Of `exceeded maximum number of attempts, N`.
    let attempts: Int64?

    init?(_ text: String) {
        guard text.hasPrefix("operation error ") else { return nil }
        var (code, attempts): (String?, Int64?)
        var rest = text[...]
        while let found = rest.firstRange(of: ", ") {
            rest = rest[found.upperBound...]
            if code == nil { code = Self.code(rest) }
            let digits = rest.prefix { $0.isNumber }
            if !digits.isEmpty, text[..<found.lowerBound].hasSuffix("maximum number of attempts") {
                attempts = Int64(digits)
            }
        }
        self.code = code
        self.attempts = attempts
    }

    private static func code(_ part: Substring) -> String? {
        let prefix = "api error "
        let name = part.hasPrefix(prefix) ? part.dropFirst(prefix.count) : part
        guard let end = name.firstIndex(of: ":") else { return nil }
        let code = name[..<end]
        guard !code.isEmpty, code.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "." }),
            !["RequestID", "HostID"].contains(code)
        else { return nil }
        return String(code)
    }
}

/// Java's messages may end in `(SDK Attempt Count: N)` (`SdkException`).
enum JavaMessage {
    static func attempts(_ text: String) -> Int64? {
        guard let found = text.firstRange(of: "SDK Attempt Count: ") else { return nil }
        return Int64(text[found.upperBound...].prefix { $0.isNumber })
    }
}
