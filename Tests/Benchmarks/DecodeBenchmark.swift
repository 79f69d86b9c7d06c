import CSMEvents
import CSMTestSupport
import Foundation

/// Every captured datagram, decoded by us and by Foundation's JSONSerialization.
enum DecodeBenchmark {
    static func run() throws -> Bool {
        let datagrams = try Fixtures.captureNames.flatMap { try Fixtures.datagrams($0) }
        let data = datagrams.map { Data($0) }
        let rounds = 40
        var decoder = EventDecoder()
        var decoded = 0
        let own = seconds {
            for _ in 0..<rounds {
                for datagram in datagrams {
                    let event = datagram.withUnsafeBufferPointer { decoder.decode($0) }
                    if event.level.isDecoded { decoded += 1 }
                }
            }
        }
        var parsed = 0
        let other = seconds {
            for _ in 0..<rounds {
                for datagram in data {
                    if (try? JSONSerialization.jsonObject(with: datagram)) != nil { parsed += 1 }
                }
            }
        }
        let count = Double(datagrams.count * rounds)
        print(
            """
            decode: \(figure(own / count * 1e6)) µs a datagram, \(figure(other / own)) times \
            faster than JSONSerialization, which gives up \
            \((decoded - parsed) / rounds) of \(datagrams.count)
            """)
        damaged(datagrams)
        return decoded == datagrams.count * rounds
    }

    /// The largest datagrams that are no JSON: of real ones, cut, and of what costs most to search.
    private static func damaged(_ datagrams: [[UInt8]]) {
        let most = 65_507
        let ordinary = Array(datagrams.joined().prefix(most))
        let backslashes =
            Array("{\"SessionToken\":\"".utf8) + [UInt8](repeating: 0x5C, count: most - 17)
        func time(_ datagram: [UInt8]) -> Double {
            var decoder = EventDecoder()
            var redaction = UndecodableRedaction()
            return seconds {
                for _ in 0..<200 {
                    datagram.withUnsafeBufferPointer { bytes in
                        _ = decoder.decode(bytes)
                        _ = redaction.redacted(bytes, without: decoder.secrets)
                    }
                }
            } / 200
        }
        let usual = time(ordinary)
        print(
            """
            undecodable: 65,507 bytes of cut datagrams are redacted in \(figure(usual * 1e3)) ms, as \
            many backslashes in \(figure(time(backslashes) / usual)) times that
            """)
    }
}
