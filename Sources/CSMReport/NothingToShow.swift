/// What stands in the place of rows where nothing matched.
enum NothingToShow {
    /// `what` is calls or attempts.
    static func sentence(_ what: String, selectsResources: Bool) -> String {
        let sentence = "No \(what) to show."
        // Most often the session was recorded without spans.
        return selectsResources
            ? sentence + " Only spans show resources: record with --otel." : sentence
    }
}
