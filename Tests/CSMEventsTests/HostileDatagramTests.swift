import CSMEvents
import CSMTestSupport
import Testing

struct HostileDatagramTests {
    @Test func `100,000 mutated datagrams neither crash nor hang the decoder`() throws {
        let real = try Fixtures.captureNames.flatMap { try Fixtures.datagrams($0) }
        var random = SeededGenerator(seed: 2_026)
        var decoder = EventDecoder()
        var decoded = 0
        var undecodable = 0
        var empty = 0
        for index in 0..<100_000 {
            let mutated = Mutation.mutated(
                real[index % real.count], among: real, using: &random)
            mutated.withUnsafeBufferPointer { bytes in
                let event = decoder.decode(bytes)
                _ = EventLabels(of: event, in: bytes)
                switch event.level {
                case .undecodable: undecodable += 1
                case .empty: empty += 1
                default: decoded += 1
                }
                var stored: [UInt8] = []
                Redaction.append(bytes, without: decoder.secrets, to: &stored)
                // What was JSON still is, and means the same.
                if event.level.isDecoded {
                    #expect(decode(String(decoding: stored, as: UTF8.self)).level == event.level)
                }
            }
        }
        #expect(decoded + undecodable + empty == 100_000)
        #expect(decoded > 10_000 && undecodable > 10_000 && empty > 0)
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"a\":", "[[],"])
    func `brackets as deep as a datagram can hold end as undecodable`(opening: String) {
        let deep = "{\"a\":" + String(repeating: opening, count: 65_000 / opening.utf8.count)
        #expect(decode(deep).level == .undecodable)
    }

    @Test func `brackets that are closed again decode however deep`() {
        let depth = 32_000
        let json =
            "{\"a\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            + "}"
        #expect(decode(json).level == .other)
    }

    @Test func `65,507 bytes of one text decode and labels stay short`() {
        let json =
            "{\"Type\":\"ApiCall\",\"Service\":\"" + String(repeating: "x", count: 65_400) + "\"}"
        #expect(decode(json).level == .call)
        #expect(labels(json).service.utf8.count == EventLabels.textLimit)
    }

    @Test func `a number of 60,000 digits is no latency`() {
        let json =
            "{\"Type\":\"ApiCall\",\"Latency\":" + String(repeating: "9", count: 60_000) + "}"
        #expect(decode(json).level == .call)
        #expect(decode(json).latency == nil)
    }

    @Test func `10,000 duplicate keys decode`() {
        let pairs = (0..<5_000).map { "\"Api\":\"\($0)\"" }.joined(separator: ",")
        #expect(labels("{\(pairs)}").api == "4999")
    }
}
