extension SessionOverview {
    /// Why the session's figures may be less than what happened; `nil` where nothing says so.
    public var gap: String? {
        // What could not be read may have been a call.
        if completeness.undecodable > 0, state == "complete" {
            return "\(completeness.undecodable) datagrams could not be decoded"
        }
        let dropped = (completeness.droppedByKernel ?? 0) + completeness.droppedByRecorder
        switch state {
        case "interrupted": return "session \(id) was interrupted"
        case "recording": return "session \(id) is still being recorded"
        default:
            if dropped > 0 { return "\(dropped) datagrams were dropped" }
            let refused = completeness.requestsRefused
            if refused > 0 {
                return refused == 1
                    ? "1 request with spans was refused"
                    : "\(refused) requests with spans were refused"
            }
            let left = completeness.processesLeft
            return switch left {
            case 0: nil
            case 1: "1 process outlived the command"
            default: "\(left) processes outlived the command"
            }
        }
    }
}
