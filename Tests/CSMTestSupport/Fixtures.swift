public import Foundation

/// The files tests read, found from this source file's own place.
public enum Fixtures {
    public static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    public static let folder = root.appending(path: "fixtures")

    /// The names of the captures in `fixtures/captures`, without their extension.
    public static let captureNames: [String] = {
        let names =
            (try? FileManager.default.contentsOfDirectory(
                atPath: folder.appending(path: "captures").path)) ?? []
        return names.filter { $0.hasSuffix(".jsonl") }.map { String($0.dropLast(6)) }.sorted()
    }()

    public static func capturePath(_ name: String) -> String {
        folder.appending(path: "captures/\(name).jsonl").path
    }

    /// The datagrams of a capture, byte for byte.
    public static func datagrams(_ capture: String) throws -> [[UInt8]] {
        struct Line: Decodable { let b64: Data }
        let text = try String(contentsOfFile: capturePath(capture), encoding: .utf8)
        return try text.split(separator: "\n").map {
            Array(try JSONDecoder().decode(Line.self, from: Data($0.utf8)).b64)
        }
    }
}
