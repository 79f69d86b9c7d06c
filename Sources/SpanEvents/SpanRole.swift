import OTLP

extension Span {
    /// Whether it is a call of an AWS API.
    var isCall: Bool {
        guard let system = attributes.text(.rpcSystem, to: .rpcSystemName) else { return false }
        // Semantic conventions write it in lower case, and some instrumentations do not.
        return system.count == 7 && system.lazy.map { $0 | 0x20 }.elementsEqual("aws-api".utf8)
    }

    /// Whether it may be an attempt of the call that it stands below: an HTTP request that leaves
    /// the program.
    ///
    /// Ruby's own span of an HTTP request is not marked as a client's. Credentials that a program
    /// asks its machine or its container for are no part of a call to the service.
    var isRequest: Bool {
        guard parent != 0 else { return false }
        if kind == Self.client {
            guard attributes.text(.requestMethod, to: .url) != nil || status != nil else {
                return false
            }
        } else if !name.elementsEqual("Handler.NetHttp".utf8) {
            return false
        }
        guard let host, host.starts(with: "169.254.".utf8) else { return true }
        return false
    }

    /// The HTTP status, where there was an answer.
    var status: Int64? {
        guard let status = attributes.integer(.responseStatus, or: .statusCode), status > 0 else {
            return nil
        }
        return status
    }

    /// Without the port that botocore's older attribute has.
    var host: ArraySlice<UInt8>? {
        guard let name = attributes.text(.serverAddress, to: .peerName) else { return nil }
        let colon = UInt8(ascii: ":")
        guard let first = name.firstIndex(of: colon), name.lastIndex(of: colon) == first else {
            return name  // without a port, or an IPv6 address
        }
        return name[..<first]
    }

    private var nanoseconds: UInt64 { end > start ? end - start : 0 }
    /// Rounded half up, as are microseconds.
    var milliseconds: Int64 {
        Int64(nanoseconds / 1_000_000 + (nanoseconds % 1_000_000 + 500_000) / 1_000_000)
    }
    var microseconds: Int64 { Int64(nanoseconds / 1_000 + (nanoseconds % 1_000 + 500) / 1_000) }

    /// The operation; newer conventions put the service and a slash before it.
    var operation: (service: ArraySlice<UInt8>, api: ArraySlice<UInt8>) {
        let method = attributes.text(.rpcMethod) ?? []
        let service = attributes.text(.rpcService) ?? []
        guard let slash = method.lastIndex(of: UInt8(ascii: "/")) else { return (service, method) }
        return (service.isEmpty ? method[..<slash] : service, method[(slash + 1)...])
    }

    /// The table, bucket, queue, stream or topic by its name; of several tables all names, with
    /// commas between.
    var resourceName: ArraySlice<UInt8>? {
        let range = AttributeName.tableNames.rawValue...AttributeName.destination.rawValue
        guard let (name, text) = attributes.firstText(in: range) else { return nil }
        switch AttributeName(rawValue: name) {
        case .queueURL, .queueURLOld, .queueURLOfJava:
            return text.split(separator: UInt8(ascii: "/")).last
        case .topic, .topicOfJava, .destinationName, .destination:
            return text.split(separator: UInt8(ascii: ":")).last
        default: return text
        }
    }
}
