/// Decodes the traces that OpenTelemetry exporters send over HTTP.
public struct TraceDecoder: Sendable {
    public enum Format: Sendable { case protobuf, json }

    /// The most bytes that a request may have once it is decompressed.
    public static let mostBytes = 64 << 20

    private let names: AttributeNames

    /// Attributes that are not in `names` are stepped over.
    public init(names: AttributeNames) { self.names = names }

    /// The spans of a request, in its order.
    ///
    /// Whatever the bytes, it ends, in time and memory linear
    /// to their number.
    public func spans(
        _ request: UnsafeBufferPointer<UInt8>, _ format: Format
    ) throws(OTLPError) -> [Span] {
        guard request.count <= Self.mostBytes else { throw .tooLarge }
        switch format {
        case .protobuf: return try ProtobufTraces(names: names).spans(request)
        case .json: return try JSONTraces(names: names).spans(request)
        }
    }
}
