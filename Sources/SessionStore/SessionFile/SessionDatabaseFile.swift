import CSQLite

extension SessionStore {
    /// Opens a database of sessions that somebody else may have made, to be read.
    ///
    /// Throws if it holds what csm-record never writes, so that nobody else need look.
    static func openSessionFile(_ path: String) throws(StoreError) -> SessionStore {
        do throws(StoreError) {
            let store = SessionStore(try DatabaseFile.openReadOnly(path))
            for sql in impossible
            where try store.connection.integer(sql, for: "read \(path)") != 0 {
                throw .badFile(path, line: nil, "it contains values that csm-record never writes")
            }
            return store
        } catch {
            throw StoreError(
                extendedCode: error.extendedCode, operation: "read \(path)", reason: error.reason,
                isAboutSessionFile: true)
        }
    }

    /// Queries whose answer is 0 for what csm-record wrote.
    private static let impossible: [StaticString] = [
        """
        SELECT count(*) FROM sessions WHERE id = '' OR length(id) > 64 OR id GLOB '*[^0-9A-Za-z-]*'
            OR started_us NOT BETWEEN -(1 << 58) AND 1 << 58
            OR ended_us NOT BETWEEN -(1 << 58) AND 1 << 58
            OR received NOT BETWEEN 0 AND 1 << 32 OR decoded NOT BETWEEN 0 AND 1 << 32
            OR undecodable NOT BETWEEN 0 AND 1 << 32 OR empty NOT BETWEEN 0 AND 1 << 32
            OR truncated NOT BETWEEN 0 AND 1 << 32 OR dropped_by_kernel NOT BETWEEN 0 AND 1 << 32
            OR dropped_by_recorder NOT BETWEEN 0 AND 1 << 32
            OR spans_received NOT BETWEEN 0 AND 1 << 32 OR spans_used NOT BETWEEN 0 AND 1 << 32
            OR spans_joined NOT BETWEEN 0 AND 1 << 32
            OR spans_duplicate NOT BETWEEN 0 AND 1 << 32
            OR requests_refused NOT BETWEEN 0 AND 1 << 32
            OR received != (SELECT count(*) FROM events
                WHERE events.id BETWEEN number << 32 AND (number + 1 << 32) - 1)
        """,
        """
        SELECT count(*) FROM series WHERE events NOT BETWEEN 0 AND 1 << 32
            OR attempts_expected NOT BETWEEN 0 AND 1 << 53 OR retries NOT BETWEEN 0 AND 1 << 53
        """,
        """
        SELECT count(*) FROM latencies WHERE latency_ms NOT BETWEEN 0 AND 0x7FFFFFFF
            OR events NOT BETWEEN 0 AND 1 << 32
        """,
        """
        SELECT count(*) FROM busy WHERE start_ms NOT BETWEEN -(1 << 50) AND 1 << 50
            OR end_ms NOT BETWEEN start_ms AND 1 << 50
        """,
        """
        SELECT count(*) FROM events WHERE t_us NOT BETWEEN 0 AND 1 << 53
            OR length(bytes) > 0xFFFF
            OR port NOT BETWEEN 0 AND 0xFFFF OR latency_ms NOT BETWEEN 0 AND 0x7FFFFFFF
            OR attempt_count NOT BETWEEN 0 AND 0x7FFFFFFF
            OR duration_us NOT BETWEEN 0 AND 1 << 53
        """,
    ]
}
