import Glibc

/// An IP address as a URL has it.
enum NumericAddress {
    /// Its 4 or 16 bytes, with or without brackets around it; `nil` for a name, and for what some
    /// take for an address though its numbers are octal.
    static func bytes(of host: String) -> [UInt8]? {
        let text = host.filter { $0 != "[" && $0 != "]" }
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
        return inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : nil
    }
}
