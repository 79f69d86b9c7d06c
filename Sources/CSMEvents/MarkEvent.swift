/// The beginning or the end of a named stretch of a session, such as a test: an event of the type
/// `CsmRecordMark`, which any program may send.
public struct MarkEvent: Sendable, Equatable {
    public static let type = "CsmRecordMark"

    public enum Phase: String, Sendable {
        case begin, end
    }

    public let name: String
    public let phase: Phase
    /// Whose calls it is about; `nil` for those of all clients.
    public let clientID: String?

    public init(name: String, phase: Phase, clientID: String? = nil) {
        self.name = name
        self.phase = phase
        self.clientID = clientID
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
            } else if !scanner.skipValue() {
                break
            }
            scanner.skipBlanks()
            guard scanner.take(",") else { break }
        }
        guard let name = members["Mark"], let phase = members["Phase"].flatMap(Phase.init) else {
            return nil
        }
        let clientID = members["ClientId"] ?? ""
        self.init(name: name, phase: phase, clientID: clientID.isEmpty ? nil : clientID)
    }

    /// The event's bytes.
    public var bytes: [UInt8] {
        var output = Array("{\"Version\":1,\"Type\":\"\(Self.type)\",\"ClientId\":".utf8)
        JSONText.append(clientID ?? "", to: &output)
        output.append(contentsOf: ",\"Mark\":".utf8)
        JSONText.append(name, to: &output)
        output.append(contentsOf: ",\"Phase\":\"\(phase.rawValue)\"}".utf8)
        return output
    }
}
