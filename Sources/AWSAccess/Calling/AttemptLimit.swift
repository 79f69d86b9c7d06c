/// How often a call is tried that gets no answer one can go by, the first time counted.
public enum AttemptLimit {
    /// The AWS SDKs' standard.
    public static let standard = 3

    /// `AWS_MAX_ATTEMPTS`, else the standard.
    public static func resolve(_ surroundings: Surroundings) throws(AWSAccessError) -> Int {
        guard let text = surroundings.variable("AWS_MAX_ATTEMPTS") else { return standard }
        guard let number = Int(text), number > 0 else {
            throw AWSAccessError(
                .setting, "use AWS_MAX_ATTEMPTS", "it is not a whole number of 1 or more")
        }
        return number
    }
}
