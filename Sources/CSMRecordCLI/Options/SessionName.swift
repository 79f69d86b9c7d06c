import ArgumentParser

/// Names that a session can be found by.
enum SessionName {
    static func validate(_ name: String) throws {
        if name.isEmpty { throw ValidationError("The session's name must not be empty.") }
        if name.hasPrefix("@") {
            throw ValidationError(
                "The session's name must not begin with @; @~N means a session by its age.")
        }
    }
}
