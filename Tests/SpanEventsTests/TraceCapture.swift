import CSMTestSupport
import Foundation
import Gzip
import OTLP
import SpanEvents

/// Requests that an exporter sent, with what its program itself counted: `fixtures/otlp`.
struct TraceCapture {
    struct Request {
        /// Decompressed.
        let body: [UInt8]
        let format: TraceDecoder.Format
    }

    static let folder = Fixtures.folder.appending(path: "otlp")

    /// Beside `NAME.json` lie `NAME.001.bin` and so on.
    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.compactMap { file in
            let parts = file.split(separator: ".").map(String.init)
            return parts.count == 2 && parts[1] == "json" ? parts[0] : nil
        }.sorted()
    }()

    let requests: [Request]
    let expected: JSON

    init(_ name: String) throws {
        let description = try JSON(
            String(contentsOf: Self.folder.appending(path: name + ".json"), encoding: .utf8))
        expected = description["expected"]
        requests = try description["requests"].array.map { request in
            let isJSON = request["content_type"].string == "application/json"
            return Request(
                body: try Self.plain(
                    Self.raw(request["file"].string ?? ""), request["content_encoding"].string),
                format: isJSON ? .json : .protobuf)
        }
    }

    /// A body as it came.
    static func raw(_ file: String) throws -> [UInt8] {
        try Array(Data(contentsOf: folder.appending(path: file)))
    }

    private static func plain(_ body: [UInt8], _ encoding: String?) throws -> [UInt8] {
        guard let encoding else { return body }
        return try body.withUnsafeBufferPointer {
            try GzipDecoder.decompressed(
                $0, encoding == "gzip" ? .gzip : .zlib, limit: TraceDecoder.mostBytes)
        }
    }

    /// What a converter makes of all requests, in their order.
    func converted() throws -> Converted {
        var converted = Converted()
        for request in requests {
            try converted.receive(request.body, request.format)
        }
        converted.finish()
        return converted
    }

    /// The spans of all requests.
    func spans() throws -> [Span] {
        let decoder = TraceDecoder(names: AttributeName.names)
        return try requests.flatMap { request in
            try request.body.withUnsafeBufferPointer { try decoder.spans($0, request.format) }
        }
    }
}
