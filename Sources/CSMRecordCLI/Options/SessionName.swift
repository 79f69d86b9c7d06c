import ArgumentParser

/// Names that a session can be found by.
enum SessionName {
    static func validate(_ name: String) throws {
        if name.isEmpty { throw ValidationError("A session's name is not empty.") }
        if name.hasPrefix("@") {
            throw ValidationError("A session's name does not begin with @, which counts sessions.")
        }
    }
}
