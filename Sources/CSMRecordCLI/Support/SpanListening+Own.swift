import CSMRecording
import SessionStore

extension SpanListening {
    /// For the calls of a session that this process records.
    static func own(on port: ListeningPort, for session: SessionDescription) -> SpanListening {
        let id = CSMEnvironment.clientID(
            for: session, own: SystemFacts.environment("AWS_CSM_CLIENT_ID"))
        return SpanListening(port: port, clientID: id)
    }
}

extension OTelEnvironment {
    /// What is to be set beside this process's own variables.
    static func own(reportingTo port: UInt16) -> OTelEnvironment {
        OTelEnvironment(reportingTo: port, own: SystemFacts.environment)
    }
}
