import ArgumentParser

/// The UDP port to receive on.
enum PortChoice: ExpressibleByArgument {
    /// 31000, where AWS SDKs send by default, or a free one if that is taken.
    case auto
    /// This one or none; 0 is a free one.
    case exactly(UInt16)

    static let standard: UInt16 = 31_000

    init?(argument: String) {
        if argument == "auto" {
            self = .auto
        } else if let port = UInt16(argument) {
            self = .exactly(port)
        } else {
            return nil
        }
    }

    var defaultValueDescription: String {
        switch self {
        case .auto: "auto"
        case .exactly(let port): String(port)
        }
    }
}
