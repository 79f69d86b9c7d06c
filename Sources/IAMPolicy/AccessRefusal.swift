public import CSMEvents

/// Error codes that mean "you are not allowed to".
///
/// Not those of wrong or expired credentials, which no policy mends.
public enum AccessRefusal {
    /// From the services' models, where these errors are described so, and from answers to HEAD
    /// requests, which have no code: SDKs make one of the status.
    private static let codes: Set<String> = [
        "AccessDenied", "AccessDeniedException", "AccessDeniedFault",
        "AccessDeniedForDependencyException", "AuthorizationError", "AuthorizationErrorException",
        "AuthorizationException", "CloudHsmAccessDeniedException", "ForbiddenException",
        "InsufficientPermissionsException", "KMSAccessDenied", "KMSAccessDeniedException",
        "KMSAccessDeniedFault", "KmsAccessDenied", "KmsAccessDeniedException",
        "UnauthorizedException", "UnauthorizedOperation", "UnauthorizedOperationException",
        "403", "Forbidden",
    ]

    /// The code of the refusal that such events are; `nil` for any other outcome.
    public static func code(of labels: EventLabels) -> String? {
        guard labels.isError else { return nil }
        guard let code = labels.exception, !code.isEmpty else {
            return labels.status == 403 ? "403" : nil
        }
        return codes.contains(String(ErrorCode.lastPart(of: code))) ? code : nil
    }
}
