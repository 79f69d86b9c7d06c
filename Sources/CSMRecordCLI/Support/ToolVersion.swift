/// This program's version.
enum ToolVersion {
    static let current = "0.1.0"
}
