public import ArgumentParser
public import CSMRecording

extension ListeningPort: ExpressibleByArgument {
    public init?(argument: String) {
        if argument == "auto" {
            self = .auto
        } else if let port = UInt16(argument) {
            self = .exactly(port)
        } else {
            return nil
        }
    }

    public var defaultValueDescription: String {
        switch self {
        case .auto: "auto"
        case .exactly(let port): String(port)
        }
    }
}
