public import FoundationEssentials

/// What of the world around the process decides how AWS is reached.
public struct Surroundings: Sendable {
    public let environment: [String: String]
    /// The user's home folder; `nil` where there is none.
    public let home: String?
    public let now: @Sendable () -> Date
    /// Waits between two attempts at a call; false if there is to be no further one.
    public let sleep: @Sendable (Duration) -> Bool

    public init(
        environment: [String: String], home: String?, now: @escaping @Sendable () -> Date,
        sleep: @escaping @Sendable (Duration) -> Bool
    ) {
        self.environment = environment
        self.home = home
        self.now = now
        self.sleep = sleep
    }

    /// A variable of the environment; `nil` also where it is empty, as all AWS SDKs have it.
    func variable(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Whether a variable says yes, or where it is not set the profile's setting of its name
    /// without `AWS_`, in lower case.
    func isOn(_ name: String, in profile: Profile? = nil) -> Bool {
        (variable(name) ?? profile?[name.dropFirst(4).lowercased()])?.lowercased() == "true"
    }

    /// The environment without what would have an SDK report to a recorder.
    var unobserved: [String: String] { environment.filter { !$0.key.hasPrefix("AWS_CSM_") } }

    /// `~` at the beginning of a path is the home folder.
    func expanded(_ path: String) -> String {
        guard path == "~" || path.hasPrefix("~/"), let home else { return path }
        return home + path.dropFirst()
    }
}
