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
        return decoded == datagrams.count * rounds
    }
}
