import CSMTestSupport
import Foundation

/// The page of a session of 100,000 calls, and of one of 1,000,000: made, and looked at in headless
/// Chromium.
enum PageBenchmark {
    /// The calls, and the megabytes that a page of them may take.
    private static let sizes = [(calls: 100_000, megabytes: 4), (calls: 1_000_000, megabytes: 20)]

    static func run() throws -> Bool {
        var isSound = true
        for size in sizes {
            let folder = try TemporaryFolder()
            let database = folder.path("sessions.db")
            let plain = folder.path("calls.jsonl")
            try GeneratedCalls(size.calls, marks: 100).write(to: plain)
            _ = try measure(["import", plain], database)
            try FileManager.default.removeItem(atPath: plain)
            let page = folder.path("report.html")
            let made = try typical(["report", "-o", page], database)
            let export = try typical(["export", "--format", "csv"], database)
            let bytes = try fileSize(of: page)
            let frames = try frames(of: page)
            print(
                """
                page: \(size.calls) calls in \(figure(made.seconds)) s, \
                \(figure(made.seconds / export.seconds)) times what their export as CSV takes, peak \
                memory \(made.memory) MB; \(figure(Double(bytes) / 1e6)) MB; painted after \
                \(milliseconds(frames["first_paint_ms"])), loaded after \
                \(milliseconds(frames["load_ms"])); zooms at \
                \(figure(frames["frames_per_second"].double ?? 0)) frames a second, 95 of 100 \
                within \(milliseconds(frames["p95_frame_ms"]))
                """)
            isSound = isSound && bytes <= size.megabytes * 1_000_000
        }
        return isSound
    }

    private static func milliseconds(_ value: JSON) -> String { "\(Int(value.double ?? -1)) ms" }

    private static func frames(of page: String) throws -> JSON {
        let script = Fixtures.root.appending(path: "Tests/Benchmarks/page_frames.py")
        let result = try Program.run(Program.python, [script.path, page])
        guard result.status == 0 else { throw BenchmarkFailed(message: result.errors) }
        return try JSON(result.output)
    }
}
