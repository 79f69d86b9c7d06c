import Crypto
public import FoundationEssentials

/// Signs requests by AWS Signature Version 4.
///
/// Source: "Create a signed AWS API request" in the IAM user guide. The path is encoded once more,
/// as every service but S3 wants it.
public struct SigV4Signer: Sendable {
    private let credentials: Credentials
    private let region: String
    private let service: String

    /// `service` is the signing name, such as `firehose`.
    public init(_ credentials: Credentials, region: String, service: String) {
        self.credentials = credentials
        self.region = region
        self.service = service
    }

    /// Adds `Host`, `X-Amz-Date`, the session token if there is one, and `Authorization`.
    ///
    /// Every header that the request has by then is signed but `User-Agent`; what is added later is
    /// not.
    public func sign(_ request: inout HTTPRequest, at date: Date) {
        let time = SigningTime(date)
        request.headers.append(("Host", request.url.authority))
        request.headers.append(("X-Amz-Date", time.stamp))
        if let token = credentials.sessionToken {
            request.headers.append(("X-Amz-Security-Token", token))
        }
        let canonical = CanonicalRequest(request)
        let scope = "\(time.day)/\(region)/\(service)/aws4_request"
        let signature = signature(of: canonical, scope: scope, time)
        request.headers.append(
            (
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), "
                    + "SignedHeaders=\(canonical.signedHeaders), Signature=\(signature)"
            ))
    }

    private func signature(
        of request: CanonicalRequest, scope: String, _ time: SigningTime
    ) -> String {
        let hash = Hexadecimal.text(SHA256.hash(data: Array(request.text.utf8)))
        let toSign = "AWS4-HMAC-SHA256\n\(time.stamp)\n\(scope)\n\(hash)"
        var key = SymmetricKey(data: Array("AWS4\(credentials.secretAccessKey)".utf8))
        for part in [time.day, region, service, "aws4_request"] {
            key = SymmetricKey(data: Self.code(part, key))
        }
        return Hexadecimal.text(Self.code(toSign, key))
    }

    private static func code(_ text: String, _ key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    }
}
