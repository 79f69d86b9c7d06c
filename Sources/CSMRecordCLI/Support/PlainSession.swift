import CSMCapture
import SessionStore

extension SessionDescription {
    /// What is known of a session whose events come from a plain file.
    static func imported(from path: String) -> SessionDescription {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let stem = file.firstIndex(of: ".").map { String(file[..<$0]) } ?? file
        return SessionDescription(
            name: path == "-" ? "stdin" : stem.isEmpty ? file : stem, command: [],
            workingFolder: SystemFacts.workingFolder(), host: SystemFacts.hostName(), tags: [],
            toolVersion: ToolVersion.current, keepsSecrets: false,
            startedAt: Clock.realtime() / 1_000)
    }
}
