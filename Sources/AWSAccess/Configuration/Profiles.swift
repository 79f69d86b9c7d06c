import FoundationEssentials
import Glibc

/// The profiles of the config file and the credentials file, read once.
struct Profiles {
    private let config: ProfileFile
    private let credentials: ProfileFile
    private let paths: (config: String, credentials: String)

    init(_ surroundings: Surroundings) throws(AWSAccessError) {
        let folder = (surroundings.home ?? "") + "/.aws/"
        func path(_ variable: String, _ name: String) -> String {
            surroundings.variable(variable).map(surroundings.expanded) ?? folder + name
        }
        paths = (
            path("AWS_CONFIG_FILE", "config"), path("AWS_SHARED_CREDENTIALS_FILE", "credentials")
        )
        config = try Self.read(paths.config)
        credentials = try Self.read(paths.credentials)
    }

    /// A file that is not there is an empty one.
    private static func read(_ path: String) throws(AWSAccessError) -> ProfileFile {
        guard access(path, F_OK) == 0 else { return try ProfileFile("", path: path) }
        guard let text = SmallFile.text(path) else {
            throw .credentials(
                "read \(path)", "it is not readable, not in UTF-8, or longer than 1 MiB")
        }
        return try ProfileFile(text, path: path)
    }

    var configPath: String { paths.config }

    /// As in "neither in".
    var files: String { "\(paths.config) nor in \(paths.credentials)" }

    /// The settings of a profile, the credentials file's before the config file's, and
    /// `[profile default]` rather than `[default]`; `nil` where neither file has it.
    func profile(_ name: String) -> Profile? {
        var own = config.sections["profile \(name)"]
        if name == "default" { own = own ?? config.sections["default"] }
        guard let before = credentials.sections[name] else {
            return own.map { Profile(name: name, settings: $0) }
        }
        // A key's secret and its token are of one file, or they are of two keys.
        let hasKeys = Self.keys.contains { before[$0] != nil }
        let rest = (own ?? [:]).filter { !hasKeys || !Self.keys.contains($0.key) }
        return Profile(name: name, settings: rest.merging(before) { $1 })
    }

    private static let keys = [
        "aws_access_key_id", "aws_secret_access_key", "aws_session_token",
    ]

    /// A section of endpoints, which a profile's `services` names.
    func services(_ name: String) -> ProfileFile.Section? { config.sections["services \(name)"] }
}

/// One profile's settings.
struct Profile {
    let name: String
    let settings: ProfileFile.Section

    /// A setting; `nil` also where it is empty.
    subscript(_ setting: String) -> String? {
        settings[setting].flatMap { $0.isEmpty ? nil : $0 }
    }
}
