import CSMEvents
import Testing

struct InstantTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"),
            (1_795_427_367_123_456, "2026-11-23T09:49:27.123456Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (4_107_542_399_000_000, "2100-02-28T23:59:59.000000Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"),
        ] as [(Int64, String)])
    func `instants are ISO 8601`(microseconds: Int64, text: String) {
        #expect(Instant.iso8601(microseconds: microseconds) == text)
        #expect(Instant.microseconds(iso8601: text) == microseconds)
    }

    @Test(arguments: [
        ("2026-11-23T09:49:27Z", 1_795_427_367_000_000),
        ("2026-11-23T09:49:27.5Z", 1_795_427_367_500_000),
        ("2026-11-23T09:49:27.123456789Z", 1_795_427_367_123_456),
    ])
    func `fewer or more digits are read`(text: String, microseconds: Int64) {
        #expect(Instant.microseconds(iso8601: text) == microseconds)
    }

    @Test(arguments: [
        "", "now", "2026-11-23", "2026-11-23T09:49:27", "2026-11-23T09:49:27+01:00",
        "2026-13-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z",
        "2026-01-01T00:00:00.Z5", "2026-1-1T0:0:0Z", "-026-01-01T00:00:00Z",
    ])
    func `what is no instant is none`(text: String) {
        #expect(Instant.microseconds(iso8601: text) == nil)
    }
}
