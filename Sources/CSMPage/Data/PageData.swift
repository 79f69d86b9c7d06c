import CSMAnalysis
import CSMEvents
import CSMReport

/// The page's data: one JSON object, for the script and for whoever else reads the page.
struct PageData {
    let title: String
    let toolVersion: String
    let statistics: LatencyReport
    let marks: LatencyReport?
    let comparison: CompareReport?
    let operations: OperationNumbers
    let sessions: [PageSession]

    /// JSON as it can stand in a page: without a `<`, nothing in it ends the element that it is in.
    static func inert(_ json: JSONValue) -> [UInt8] {
        var output: [UInt8] = []
        for byte in json.line().utf8 {
            if byte == UInt8(ascii: "<") {
                output.append(contentsOf: "\\u003c".utf8)
            } else {
                output.append(byte)
            }
        }
        return output
    }

    func write(_ output: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBufferPointer(output) }
        func member(_ name: String, _ value: JSONValue) throws {
            try write(Array("\"\(name)\":".utf8) + Self.inert(value) + Array(",\n".utf8))
        }
        try write(Array("{".utf8))
        try member("schema", .string("csm-record/report/1"))
        try member("tool_version", .string(toolVersion))
        try member("title", .string(title))
        try member("stats", statistics.json)
        try member("marks", marks?.json ?? .null)
        try member("compare", comparison?.json ?? .null)
        try member("operations", operations.json)
        try write(Array("\"time_lines\":[".utf8))
        for (number, session) in sessions.enumerated() {
            try write(Array((number > 0 ? ",\n" : "\n").utf8))
            try write(Self.inert(head(session)).dropLast() + Array(",\n\"columns\":".utf8))
            for piece in session.columns.json { try write(piece) }
            try write(Array("}".utf8))
        }
        try write(Array("]}".utf8))
    }

    private func head(_ session: PageSession) -> JSONValue {
        let origin = session.line.interval.start
        return .object([
            ("session", .string(session.overview.id)),
            ("time_line", .string(session.line.isCallsOwn ? "calls" : "session")),
            ("starts_at_ms", .integer(Int(origin))),
            ("from_ms", .integer(Int(session.window.start - origin))),
            ("until_ms", .integer(Int(session.window.end - origin))),
            ("calls", .integer(session.calls)),
            ("calls_here", .integer(session.columns.count)),
            ("marks", .array(session.marks.map { .string($0) })),
            ("marks_cut", .boolean(session.cutsMarks)),
            ("mark_sets", .array(session.markSets.map { .array($0.map { .integer($0) }) })),
        ])
    }
}
