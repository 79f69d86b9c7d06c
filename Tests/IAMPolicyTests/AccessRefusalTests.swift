import CSMEvents
import Testing

@testable import IAMPolicy

struct AccessRefusalTests {
    private func labels(_ exception: String?, status: Int32?, isError: Bool = true) -> EventLabels {
        EventLabels(
            level: .call, type: "ApiCall", service: "S3", api: "GetObject", clientID: nil,
            region: nil, sdk: nil, sdkVersion: nil, userAgent: nil, host: nil, status: status,
            exception: exception, isError: isError, isThrottle: false)
    }

    @Test(arguments: [
        "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError",
        "AuthorizationErrorException", "Aws::S3::Errors::AccessDenied",
        "com.amazonaws.services.kms.model.AccessDeniedException",
        "com.amazon.coral.service#AccessDeniedException", "KMSAccessDeniedException",
        // Of HEAD requests: boto3's, Go's and JavaScript's, Ruby's.
        "403", "Forbidden", "Aws::S3::Errors::Forbidden",
    ])
    func `codes that no permission is the reason of`(code: String) {
        #expect(AccessRefusal.code(of: labels(code, status: 403)) == code)
        #expect(AccessRefusal.code(of: labels(code, status: 400)) == code)
    }

    @Test(arguments: [
        "ExpiredToken", "ExpiredTokenException", "InvalidAccessKeyId", "SignatureDoesNotMatch",
        "UnrecognizedClientException", "NotAuthorizedException", "NoSuchKey",
        "ThrottlingException", "Aws::Errors::MissingCredentialsError", "accessdenied",
        "AccessDenied:x", "NotAccessDenied",
    ])
    func `wrong credentials and other errors are no refusal`(code: String) {
        #expect(AccessRefusal.code(of: labels(code, status: 403)) == nil)
    }

    @Test func `without a code the status tells`() {
        #expect(AccessRefusal.code(of: labels(nil, status: 403)) == "403")
        #expect(AccessRefusal.code(of: labels("", status: 403)) == "403")
        #expect(AccessRefusal.code(of: labels(nil, status: 404)) == nil)
        #expect(AccessRefusal.code(of: labels(nil, status: nil)) == nil)
        #expect(AccessRefusal.code(of: labels(nil, status: 200, isError: false)) == nil)
    }
}
