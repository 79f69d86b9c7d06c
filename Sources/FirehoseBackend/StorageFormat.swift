/// What the delivery stream writes into the bucket.
public enum StorageFormat: String, CaseIterable, Sendable {
    /// The lines as they were sent, gzipped.
    case json
    /// Columns, converted by the delivery stream; costs more to write and less to query.
    case parquet
}
