extension ServiceError {
    /// The code and the message, or the status where there is no code.
    public var sentence: String {
        guard let code else { return "HTTP status \(status)" }
        return message.map { "\(code): \($0)" } ?? code
    }

    /// The code without `Exception` at its end: codes come with it and without.
    public var shortCode: String? {
        code.map { $0.hasSuffix("Exception") ? String($0.dropLast(9)) : $0 }
    }

    /// Whether it says that the caller is not known, or may not do that.
    ///
    /// For codes that no service has a meaning of its own for.
    public var isDenial: Bool {
        if [401, 403].contains(status) { return true }
        guard let shortCode else { return status == 407 }
        return Self.denials.contains(shortCode)
    }

    private static let denials: Set<String> = [
        "AccessDenied", "UnrecognizedClient", "InvalidClientTokenId", "IncompleteSignature",
        "MissingAuthenticationToken", "InvalidKMSResource",
    ]
}
