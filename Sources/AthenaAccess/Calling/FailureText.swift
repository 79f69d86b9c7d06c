/// What Athena's sentences say of why something failed.
///
/// Athena has codes for calls, but in most failures of a query only the text says what was wrong;
/// it comes from Athena, its query engine, Glue, S3 or Lake Formation.
enum FailureText {
    /// Of a query that failed.
    static func kind(ofQuery text: String) -> QueryStop.Kind {
        let text = text.lowercased()
        // Of a column that is not there, it also says that one may not be allowed to see it.
        if text.contains("column_not_found") { return .badData }
        if contains(text, ["table_not_found", "schema_not_found", "catalog_not_found"]) {
            return .notFound
        }
        if contains(text, denials) { return .denied }
        return text.contains("does not exist") ? .notFound : .badData
    }

    /// Of a call that is an InvalidRequestException.
    static func kind(ofRequest text: String) -> QueryStop.Kind {
        let text = text.lowercased()
        if contains(text, denials) { return .denied }
        let isAbsent = contains(text, ["not found", "does not exist", "doesn't exist"])
        let names = ["workgroup", "work group", "catalog", "database", "schema", "table"]
        return isAbsent && contains(text, names) ? .notFound : .badData
    }

    /// Whether a call that is an InvalidRequestException names a query that Athena does not know.
    static func isUnknownQuery(_ text: String) -> Bool {
        let text = text.lowercased()
        return text.contains("queryexecution") && text.contains("not found")
    }

    /// Whether a query was cancelled by its workgroup's limit on what one may scan.
    static func isScanLimit(_ text: String) -> Bool {
        text.lowercased().contains("bytes scanned limit")
    }

    private static let denials = [
        "access denied", "accessdenied", "access_denied", "permission denied",
        "permission_denied", "insufficient permission", "insufficient lake formation permission",
        "not authorized", "not have access", "not seem to have access",
    ]

    private static func contains(_ text: String, _ phrases: [String]) -> Bool {
        phrases.contains { text.contains($0) }
    }
}
