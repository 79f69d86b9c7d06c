import CSMTestSupport
import Foundation
import Testing

/// `compare` of sessions that were imported, or are read in place.
struct CompareTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    private struct Operation {
        var name = "S3.GetObject"
        var calls = 10
        var latency = 20
        var errors = 0
        var host = "s3.amazonaws.com:443"
    }

    /// Imports a session of that name with one call after another.
    private func session(_ name: String, _ operations: Operation...) throws {
        try session(name, operations)
    }

    private func session(_ name: String, _ operations: [Operation]) throws {
        let path = try write(name, operations)
        let imported = try recorded("import", "-q", path)
        #expect(imported.status == 0, "\(imported.errors)")
    }

    private func mark(_ name: String, _ phase: String) -> String {
        #"{"Version":1,"Type":"CsmRecordMark","ClientId":"","Mark":"\#(name)","Phase":"\#(phase)"}"#
            + "\n"
    }

    private func write(
        _ name: String, _ operations: [Operation], mark: String? = nil
    ) throws -> String {
        var time = 1_795_427_367_000
        var lines = mark.map { self.mark($0, "begin") } ?? ""
        for operation in operations {
            let parts = operation.name.split(separator: ".")
            for call in 0..<operation.calls {
                let common = """
                    "Version":1,"ClientId":"\(name)","Service":"\(parts[0])","Api":"\(parts[1])",\
                    "Timestamp":\(time)
                    """
                // Not all the same, and the same in each run.
                let latency = operation.latency + call % 3
                let status = call < operation.errors ? 500 : 200
                lines += """
                    {"Type":"ApiCallAttempt",\(common),"AttemptLatency":\(latency),\
                    "Fqdn":"\(operation.host)","HttpStatusCode":\(status)}
                    {"Type":"ApiCall",\(common),"Latency":\(latency),"AttemptCount":1,\
                    "FinalHttpStatusCode":\(status)}

                    """
                time += latency
            }
        }
        if let mark { lines += self.mark(mark, "end") }
        let path = recorded.folder.path(name + ".jsonl")
        try lines.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func compare(_ arguments: [String]) throws -> JSON {
        let result = try recorded(["compare", "--format", "json"] + arguments)
        #expect(result.status == 0, "\(result.errors)")
        return try JSON(result.output)
    }

    /// Imports five sessions on each side, and returns what names them.
    private func fiveAgainstFive(_ base: [Operation], _ new: [Operation]) throws -> [String] {
        for number in 1...5 {
            try session("a\(number)", base)
            try session("b\(number)", new)
        }
        return ["--base"] + (1...5).map { "a\($0)" } + ["--new"] + (1...5).map { "b\($0)" }
    }

    @Test func `an operation is new, gone, or called more often`() throws {
        try session("a", Operation(), Operation(name: "SQS.Send", calls: 2), Operation(name: "X.Y"))
        try session("b", Operation(calls: 12), Operation(name: "EC2.Start"), Operation(name: "X.Y"))
        let result = try compare(["a", "b"])
        #expect(result["schema"].string == "csm-record/compare/1")
        #expect(result["base"].array.map(\.["name"].string) == ["a"])
        #expect(result["new"].array.map(\.["name"].string) == ["b"])
        let rows = result["rows"].array
        #expect(rows.map(\.["api"].string) == ["GetObject", "Start", "Send", "Y"])
        #expect(
            rows.map { $0["verdicts"].array.compactMap(\.string) } == [
                ["more calls", "too few runs"], ["new"], ["gone"], ["too few runs"],
            ])
        #expect(rows[0]["calls"]["base"].array.map(\.int) == [10])
        #expect(rows[0]["calls"]["new"].array.map(\.int) == [12])
        #expect(rows[1]["p50_ms"]["base"][0].isNull)
        #expect(rows[1]["p50_ms"]["new_median"].int == 21)
        #expect(result["total"]["calls"]["new"].array.map(\.int) == [32])
        let text = try recorded("compare", "a", "b").output
        #expect(text.contains("10 → 12  +2"))
        #expect(text.contains("1 more operation: no change of counts seen, too few runs"))
        #expect(text.contains("1 run of a against 1 of b. p50 is the median of each run's p50."))
        #expect(!text.contains("X.Y"))
        #expect(try recorded("compare", "a", "b", "--all").output.contains("X.Y"))
    }

    @Test func `five runs tell what is slower, and why`() throws {
        let sides = try fiveAgainstFive(
            [Operation(), Operation(name: "X.Y")],
            [Operation(latency: 40), Operation(name: "X.Y")])
        let result = try compare(sides)
        let row = result["rows"][0]
        #expect(row["verdicts"].array.map(\.string) == ["slower"])
        #expect(row["p50_ms"]["base"].array.map(\.int) == [21, 21, 21, 21, 21])
        #expect(row["p50_ms"]["base_median"].int == 21)
        #expect(row["p50_ms"]["new_median"].int == 41)
        #expect(abs((row["p50_ms"]["p_value"].double ?? 0) - 1.0 / 252) < 1e-12)
        #expect(abs((row["p50_ms"]["change_percent"].double ?? 0) - 2_000.0 / 21) < 1e-9)
        #expect(result["rows"][1]["verdicts"].array.map(\.string) == ["no change seen"])
        let text = try recorded(["compare"] + sides).output
        #expect(text.contains("21 → 41  +95 %  +20"))
        #expect(
            text.contains("slower: 5 of 5 new runs above the median of 5 base runs, p = 0.0040."))
        #expect(text.contains("\n1 more operation: no change seen. To see all: --all.\n"))
        let back = try compare(["--base"] + sides.suffix(5) + ["--new"] + sides[1...5])
        #expect(back["rows"][0]["verdicts"].array.map(\.string) == ["faster"])
        let mean = try compare(sides + ["--metric", "mean", "--only", "S3.*"])
        #expect(mean["rows"].array.count == 1)
        #expect(mean["rows"][0]["mean_ms"]["new_median"].double == 40.9)
    }

    @Test(
        arguments: [
            ("slower", 99), ("more-calls", 0), ("faster,new,gone", 0), ("more-calls,slower", 99),
            ("more-errors", 0), ("fewer-calls", 0),
        ] as [(String, Int32)])
    func `what is not to be ends it with 99`(verdicts: String, status: Int32) throws {
        let sides = try fiveAgainstFive([Operation()], [Operation(latency: 40)])
        for format in ["text", "json", "markdown"] {
            let result = try recorded(
                ["compare", "--fail-on", verdicts, "--format", format] + sides)
            #expect(result.status == status, "\(result.errors)")
            #expect(result.output.contains("GetObject"))
        }
        // Repeated, and written to a file all the same.
        let file = recorded.folder.path("table.md")
        let result = try recorded(
            ["compare", "--fail-on", "new", "--fail-on", verdicts, "-o", file] + sides)
        #expect(result.status == status)
        #expect(result.output.isEmpty && FileManager.default.fileExists(atPath: file))
    }

    @Test(
        arguments: [
            (Operation(), "slower", 98), (Operation(), "faster,new", 98), (Operation(), "new", 0),
            (Operation(latency: 900), "slower", 98),
            (Operation(calls: 11), "slower,more-calls", 99),
            (Operation(errors: 1), "more-errors", 99), (Operation(calls: 0), "new", 98),
        ] as [(Operation, String, Int32)])
    private func `too few runs for latency, and nothing at all, are no verdict`(
        new: Operation, verdicts: String, status: Int32
    ) throws {
        try session("a", Operation())
        if new.calls > 0 {
            try session("b", new)
        } else {
            try recorded.run("true", options: ["--name", "b", "-q"])
        }
        #expect(try recorded("compare", "a", "b").status == 0)
        let result = try recorded("compare", "a", "b", "--fail-on", verdicts)
        #expect(result.status == status, "\(result.output)")
    }

    @Test func `an incomplete session is named, and no verdict`() throws {
        try session("a", Operation())
        try session("b", Operation())
        #expect(try recorded("compare", "a", "b", "--fail-on", "new").status == 0)
        _ = try recorded.query("UPDATE sessions SET dropped_by_recorder = 3 WHERE name = 'b'")
        let result = try recorded("compare", "a", "b", "--fail-on", "new")
        #expect(result.status == 98)
        #expect(result.output.contains("INCOMPLETE, so counts are a lower bound: session "))
        #expect(result.output.contains("3 datagrams were dropped"))
        // What is there is there.
        #expect(try recorded("compare", "a", "b", "--fail-on", "new,gone").status == 98)
        try session("c", Operation(), Operation(name: "New.Thing"))
        let base = ["--base", "a", "b", "--new", "c"]
        #expect(try recorded(["compare", "--fail-on", "new"] + base).status == 99)
        let json = try compare(base)
        #expect(json["incomplete"].array.count == 1)
    }

    @Test func `a session on both sides is an error`() throws {
        for name in ["a", "b"] { try session(name, Operation()) }
        for sides in [["a", "a"], ["@", "b"], ["--base", "a", "b", "--new", "b"]] {
            let result = try recorded(["compare"] + sides)
            #expect(result.status == 64)
            #expect(result.output == "")
            #expect(result.errors.contains("cannot compare: both sides have session "))
        }
        // Sessions joined in one side count once.
        let joined = try compare(["--base", "a", "a", "--new", "b"])
        #expect(joined["base"].array.count == 1)
    }

    @Test(arguments: [
        [], ["a"], ["a", "b", "c"], ["a", "--new", "b"], ["--base", "a"], ["--new", "b"],
    ])
    func `two sides are named`(sides: [String]) throws {
        let result = try recorded(["compare"] + sides)
        #expect(result.status == 64)
        #expect(result.errors.contains("Specify two sides: compare BASE NEW"))
    }

    @Test(arguments: [
        (["--fail-on", "slow"], "more-calls"), (["--fail-on", "slower,"], "fewer-errors"),
        (["--metric", "max"], "expected p50, or another percentile such as p95 or p99.9, or mean"),
        (["--sort", "p95"], "'change', 'total' or 'name'"), (["--by", "speed"], "tag:NAME"),
        (["--by", "host"], "pass --level attempt"),
        (["--by", "session"], "nothing to compare by session"),
    ])
    func `a wrong word is answered with what is right`(options: [String], told: String) throws {
        let result = try recorded(["compare", "a", "b"] + options)
        #expect(result.status == 64)
        #expect(result.errors.contains(told), "\(result.errors)")
    }

    @Test func `a session that is not there is not found`() throws {
        try session("a", Operation())
        #expect(try recorded("compare", "a", "nosuch").status == 66)
    }

    @Test func `files are compared in place, by attempts and their hosts too`() throws {
        let base = try write("base", [Operation()])
        let new = try write("new", [Operation(host: "localhost:4566"), Operation(name: "X.Y")])
        let result = try compare([base, new, "--level", "attempt", "--by", "host"])
        #expect(
            result["rows"].array.map(\.["host"].string) == [
                "localhost:4566", "s3.amazonaws.com:443",
            ]
        )
        #expect(result["rows"][0]["calls"].isNull && result["rows"][0]["retries"].isNull)
        #expect(result["rows"][0]["attempts"]["new"].array.map(\.int) == [10])
        #expect(result["differences"][0]["kind"].string == "endpoint")
        let text = try recorded("compare", base, new, environment: ["COLUMNS": "200"]).output
        #expect(text.contains("endpoint of S3 s3.amazonaws.com:443 against localhost:4566."))
        #expect(!FileManager.default.fileExists(atPath: recorded.database))
    }

    @Test func `rows are of marks and tags where these are asked for`() throws {
        let base = try write("base", [Operation()], mark: "m")
        let new = try write("new", [Operation(calls: 11)], mark: "m")
        let marked = try compare([base, new, "--by", "mark"])["rows"].array
        #expect(marked.map(\.["mark"].string) == ["m"])
        #expect(marked[0]["verdicts"][0].string == "more calls")
        for name in ["a", "b"] {
            try recorded.run(
                "python3", Recorded.sendCapture,
                options: ["--name", name, "--tag", "branch=\(name)"])
        }
        let tagged = try compare(["a", "b", "--by", "tag:branch"])["rows"].array
        #expect(tagged.map(\.["tag:branch"].string) == ["b", "a"])
        let verdicts = tagged.map { $0["verdicts"].array.compactMap(\.string) }
        #expect(verdicts[0].contains("new") && verdicts[1] == ["gone"])
    }

    @Test func `every format is written`() throws {
        try session("a", Operation())
        try session("b", Operation(calls: 11))
        func output(_ format: String) throws -> String {
            let result = try recorded("compare", "a", "b", "--format", format)
            #expect(result.status == 0)
            return result.output
        }
        let csv = try output("csv").split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        #expect(csv.count == 2 && csv[0].count == csv[1].count)
        #expect(csv[0].starts(with: ["service", "api", "verdicts", "calls_base_min"]))
        #expect(csv[1].starts(with: ["S3", "GetObject", "more calls; too few runs", "10"]))
        #expect(csv[0].contains("p50_base_median_ms") && csv[0].contains("p95_p_value"))
        #expect(try JSON(output("jsonl"))["api"].string == "GetObject")
        #expect(try output("markdown").hasPrefix("| operation | calls a run |"))
        let coloured = try recorded("compare", "a", "b", "--color", "always").output
        #expect(coloured.contains("10 → \u{1B}[31m11  +1\u{1B}[0m"))
        #expect(coloured.contains("\u{1B}[31mmore calls\u{1B}[0m"))
    }
}
