/// The beginning or the end of a named stretch of a session, such as a test: an event of the type
/// `CsmRecordMark`, which any program may send.
public struct MarkEvent: Sendable, Equatable {
    public static let type = "CsmRecordMark"

    public enum Phase: String, Sendable {
        case begin, end
    }

    public let name: String
    public let phase: Phase

    public init(name: String, phase: Phase) {
        self.name = name
        self.phase = phase
    }

    /// Of an event's bytes; `nil` where they lack a `Mark` or a `Phase`.
    public init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        var members: [String: String] = [:]
        var scanner = JSONScanner(bytes)
        scanner.skipBlanksAndByteOrderMarks()
        guard scanner.take("{") else { return nil }
        while true {
            scanner.skipBlanks()
            guard let name = scanner.string()?.text(in: bytes) else { break }
            scanner.skipBlanks()
            guard scanner.take(":") else { break }
            scanner.skipBlanks()
            if let text = scanner.string() {
                members[name] = text.text(in: bytes, limit: EventLabels.textLimit)
            } else if scanner.number() == nil, scanner.literal() == nil, !scanner.skipContainer() {
                break
            }
            scanner.skipBlanks()
            guard scanner.take(",") else { break }
        }
        guard let name = members["Mark"], let phase = members["Phase"].flatMap(Phase.init) else {
            return nil
        }
        self.init(name: name, phase: phase)
    }

    /// The event's bytes, with the client id that a recording gave its programs.
    public func bytes(clientID: String) -> [UInt8] {
        var output = Array("{\"Version\":1,\"Type\":\"\(Self.type)\",\"ClientId\":".utf8)
        JSONText.append(clientID, to: &output)
        output.append(contentsOf: ",\"Mark\":".utf8)
        JSONText.append(name, to: &output)
        output.append(contentsOf: ",\"Phase\":\"\(phase.rawValue)\"}".utf8)
        return output
    }
}
