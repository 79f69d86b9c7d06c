extension Schema {
    static let version4: StaticString = "PRAGMA user_version = 4;"
}
