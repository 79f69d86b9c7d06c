import CSMEvents
import CSMTestSupport
import Testing

struct RetimingTests {
    private func retimed(_ bytes: [UInt8], by shift: Int64) -> [UInt8] {
        var retiming = Retiming()
        var output: [UInt8] = []
        bytes.withUnsafeBufferPointer { retiming.append($0, shiftedBy: shift, to: &output) }
        return output
    }

    @Test(arguments: [
        (
            #"{"Type":"ApiCall","Timestamp":5000,"X":"Timestamp"}"#,
            #"{"Type":"ApiCall","Timestamp":5700,"X":"Timestamp"}"#
        ),
        (#"{ "timestamp" : "5000" }"#, #"{ "timestamp" : "5700" }"#),
        (#"{"Timestamp":5000,"Timestamp":1}"#, #"{"Timestamp":5700,"Timestamp":701}"#),
        (#"{"Time\u0073tamp":-1000}"#, #"{"Time\u0073tamp":-300}"#),
        // What has no whole number, is no timestamp of the event's, or no event stays.
        (#"{"Timestamp":null,"A":5000}"#, #"{"Timestamp":null,"A":5000}"#),
        (#"{"Timestamp":5e3}"#, #"{"Timestamp":5e3}"#),
        (#"{"Timestamp":5000.5}"#, #"{"Timestamp":5000.5}"#),
        (#"{"Timestamp":"soon"}"#, #"{"Timestamp":"soon"}"#),
        (#"{"Timestamp":9223372036854775807}"#, #"{"Timestamp":9223372036854775807}"#),
        (#"{"A":{"Timestamp":5000}}"#, #"{"A":{"Timestamp":5000}}"#),
        (#"{"Timestamp":5000"#, #"{"Timestamp":5000"#), ("", ""), ("[5000]", "[5000]"),
    ])
    func `only an event's own timestamps move`(before: String, after: String) {
        #expect(String(decoding: retimed(Array(before.utf8), by: 700), as: UTF8.self) == after)
    }

    @Test(arguments: Fixtures.captureNames)
    func `there and back is the same bytes`(capture: String) throws {
        for datagram in try Fixtures.datagrams(capture) {
            let there = retimed(datagram, by: 86_400_000)
            #expect(retimed(there, by: -86_400_000) == datagram)
            #expect(retimed(datagram, by: 0) == datagram)
        }
    }
}
