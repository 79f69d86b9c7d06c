import OTLP

extension Span {
    /// Whether it is a call of an AWS API.
    var isCall: Bool {
        attributes.text(.rpcSystem, .rpcSystemName)?.lowercased() == "aws-api"
    }

    /// Whether it may be an attempt of the call that it stands below.
    ///
    /// Ruby's own span of an HTTP request is no client's. Credentials that an instance asks its
    /// own machine for are not sent to the service.
    var isRequest: Bool {
        parent != 0 && (kind == Self.client || name == "Handler.NetHttp")
            && !["169.254.169.254", "169.254.170.2", "169.254.170.23"].contains(host ?? "")
    }

    var status: Int64? {
        attributes.integer(.responseStatus, .statusCode).flatMap { $0 > 0 ? $0 : nil }
    }

    /// Without the port that botocore's older attribute has.
    var host: String? {
        guard let name = attributes.text(.serverAddress, .peerName) else { return nil }
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? String(parts[0]) : name
    }

    private var nanoseconds: UInt64 { end > start ? end - start : 0 }
    var milliseconds: UInt64 {
        nanoseconds / 1_000_000 + (nanoseconds % 1_000_000 + 500_000) / 1_000_000
    }
    var microseconds: UInt64 { nanoseconds / 1_000 + (nanoseconds % 1_000 + 500) / 1_000 }
}
