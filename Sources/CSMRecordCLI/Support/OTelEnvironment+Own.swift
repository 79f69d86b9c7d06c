import CSMRecording

extension OTelEnvironment {
    /// What is to be set beside this process's own variables.
    static func own(reportingTo port: UInt16) -> OTelEnvironment {
        OTelEnvironment(reportingTo: port, own: SystemFacts.environment)
    }
}
