/// What made a span: many spans share one.
public final class SpanSource: Sendable {
    /// The name and the version of the instrumentation.
    public let scope: [UInt8]
    public let version: [UInt8]
    /// The attributes of the program.
    public let resource: Attributes

    static let unknown = SpanSource(scope: [], version: [], resource: Attributes())

    public init(scope: [UInt8], version: [UInt8], resource: Attributes) {
        self.scope = scope
        self.version = version
        self.resource = resource
    }
}

/// The spans of a request while it is read: what they belong to may stand behind them.
struct SpanCollector {
    struct Scope {
        var name: [UInt8] = []
        var version: [UInt8] = []
    }

    private(set) var spans: [Span] = []
    /// The scopes of the resource that is read, each with where its spans begin.
    private var scopes: [(first: Int, scope: Scope)] = []

    mutating func append(_ span: Span) { spans.append(span) }

    /// The spans since `first` are of this scope.
    mutating func endScope(_ scope: Scope, since first: Int) { scopes.append((first, scope)) }

    /// All scopes since the last resource are of this one.
    mutating func endResource(_ resource: Attributes) {
        for (place, scope) in scopes.enumerated() {
            let end = place + 1 < scopes.count ? scopes[place + 1].first : spans.count
            let source = SpanSource(
                scope: scope.scope.name, version: scope.scope.version, resource: resource)
            for index in scope.first..<end { spans[index].source = source }
        }
        scopes.removeAll(keepingCapacity: true)
    }
}
