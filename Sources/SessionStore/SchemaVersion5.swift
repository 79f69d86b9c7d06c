extension Schema {
    /// How many processes outlived the recorded command: what they did afterwards is not there.
    static let version5: StaticString = """
        ALTER TABLE sessions ADD COLUMN left_behind INTEGER NOT NULL DEFAULT 0;

        PRAGMA user_version = 5;
        """
}
