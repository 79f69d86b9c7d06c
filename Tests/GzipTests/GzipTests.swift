import Gzip
import Testing

/// What is compressed comes back; what is damaged, cut or made to do harm is told.
struct GzipTests {
    /// Text that does not shrink to nothing.
    private static let text = (0..<20_000).flatMap {
        Array("\($0 &* 2_654_435_761 % 9_973)\n".utf8)
    }

    private func encoded(_ text: [UInt8], pieceSize: Int = 1 << 18) throws -> [UInt8] {
        var output: [UInt8] = []
        let encoder = try GzipEncoder()
        for start in stride(from: 0, to: text.count, by: pieceSize) {
            text[start..<min(text.count, start + pieceSize)].withUnsafeBufferPointer { piece in
                encoder.encode(piece) { output.append(contentsOf: $0) }
            }
        }
        encoder.finish { output.append(contentsOf: $0) }
        return output
    }

    private func decoded(
        _ data: [UInt8], pieceSize: Int = 1 << 16, room: Int = 1 << 16
    ) throws -> [UInt8] {
        var output: [UInt8] = []
        var target = [UInt8](repeating: 0, count: room)
        let decoder = try GzipDecoder()
        func decode(_ piece: UnsafeBufferPointer<UInt8>) throws -> (read: Int, written: Int) {
            let step = try target.withUnsafeMutableBufferPointer {
                try decoder.decode(piece, into: $0)
            }
            output.append(contentsOf: target[..<step.written])
            return step
        }
        for start in stride(from: 0, to: data.count, by: pieceSize) {
            try data[start..<min(data.count, start + pieceSize)].withUnsafeBufferPointer { piece in
                var used = 0
                while true {
                    let step = try decode(UnsafeBufferPointer(rebasing: piece[used...]))
                    used += step.read
                    if used == piece.count, step.written < room { break }
                }
            }
        }
        try decoder.finish()
        return output
    }

    @Test(arguments: [(1, 1), (7, 1_000), (1 << 16, 3), (1 << 16, 1 << 16)])
    func `text comes back, whatever the pieces`(pieceSize: Int, room: Int) throws {
        let data = try encoded(Self.text)
        #expect(data.count < Self.text.count / 2)
        #expect(try decoded(data, pieceSize: pieceSize, room: room) == Self.text)
    }

    @Test func `the same text gives the same bytes, whatever the pieces`() throws {
        #expect(try encoded(Self.text) == encoded(Self.text, pieceSize: 100))
    }

    @Test func `members one after another are one text, and zeros may follow`() throws {
        let twice = try encoded(Self.text) + encoded([]) + encoded(Self.text)
        #expect(try decoded(twice) == Self.text + Self.text)
        #expect(try decoded(twice + [UInt8](repeating: 0, count: 512)) == Self.text + Self.text)
    }

    @Test(arguments: [1, 2, 9, 10, 11, 500, -9, -8, -4, -1])
    func `a cut is told`(length: Int) throws {
        let data = try encoded(Self.text)
        let cut = Array(length > 0 ? data[..<length] : data[..<(data.count + length)])
        #expect(throws: GzipError.cut) { try decoded(cut) }
    }

    @Test(arguments: [0, 1, 2, 30, 5_000, -8, -4, -1])
    func `a changed byte is told`(place: Int) throws {
        var data = try encoded(Self.text)
        data[place < 0 ? data.count + place : place] ^= 0x55
        let error = #expect(throws: GzipError.self) { try decoded(data) }
        let isDamaged = if case .damaged = error { true } else { false }
        #expect(isDamaged || error == .cut)
    }

    @Test func `something else after the end is told`() throws {
        let data = try encoded(Self.text)
        #expect(throws: GzipError.trailingBytes) { try decoded(data + Array("more".utf8)) }
    }

    @Test func `a bomb is refused before it has grown`() throws {
        let bomb = try encoded([UInt8](repeating: 0, count: 80 << 20))
        #expect(throws: GzipError.bomb) { try decoded(bomb) }
        // As much, but not from so little; and from so little, but not as much.
        let half = try encoded([UInt8](repeating: 0, count: 40 << 20))
        #expect(try decoded(half).count == 40 << 20)
    }
}
