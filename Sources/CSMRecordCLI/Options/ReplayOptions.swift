import ArgumentParser
import CSMCapture
import CSMRecording

/// `HOST:PORT`, with brackets around an IPv6 address.
struct TargetAddress: ExpressibleByArgument {
    let address: SocketAddress

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"),
            let port = UInt16(argument[argument.index(after: colon)...]), port > 0
        else { return nil }
        var host = String(argument[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        if host.isEmpty { return nil }
        address = SocketAddress(named: host, port: port)
    }
}

/// `2`, `0.5`, `max`.
struct ReplaySpeed: ExpressibleByArgument {
    let value: ReplaySchedule.Speed

    init(_ value: ReplaySchedule.Speed) { self.value = value }

    init?(argument: String) {
        if argument == "max" {
            value = .unlimited
        } else if argument.allSatisfy({ "0123456789.".contains($0) }),
            let factor = Double(argument), factor >= 0.001, factor <= 1_000_000
        {
            value = .factor(factor)
        } else {
            return nil
        }
    }

    var defaultValueDescription: String { "1" }
}

extension SocketAddress {
    /// Where AWS SDKs are told to send, if they are.
    static var environment: SocketAddress? {
        guard let host = SystemFacts.environment("AWS_CSM_HOST"), !host.isEmpty,
            let port = SystemFacts.environment("AWS_CSM_PORT").flatMap({ UInt16($0) }), port > 0
        else { return nil }
        return SocketAddress(named: host, port: port)
    }

    /// Where the recording listens that this runs in, if it runs in one.
    static var outerRecording: SocketAddress? {
        let session = SystemFacts.environment("CSM_RECORD_SESSION") ?? ""
        return session.isEmpty ? nil : environment
    }

    /// The one name that needs nobody to look it up is an address, too.
    fileprivate init(named host: String, port: UInt16) {
        self.init(host: host == "localhost" ? "127.0.0.1" : host, port: port)
    }

    /// Where they send by default.
    static let standard = SocketAddress(host: "127.0.0.1", port: ListeningPort.standard)
}
