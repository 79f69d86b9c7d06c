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
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw .credentials("read \(path)", "it is not readable, or not in UTF-8")
        }
        return try ProfileFile(text, path: path)
    }

    /// As in "neither in".
    var files: String { "\(paths.config) nor in \(paths.credentials)" }

    /// The settings of a profile, the credentials file's before the config file's; `nil` where
    /// neither has it.
    func profile(_ name: String) -> Profile? {
        var own = config.sections["profile \(name)"]
        if name == "default", let plain = config.sections["default"] {
            own = plain.merging(own ?? [:]) { $1 }
        }
        let keys = credentials.sections[name]
        guard own != nil || keys != nil else { return nil }
        return Profile(name: name, settings: (own ?? [:]).merging(keys ?? [:]) { $1 })
    }

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
