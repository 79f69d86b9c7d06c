import CSMTestSupport
import Foundation
import Testing

/// The figures of sessions in a file, to be committed or cached.
struct BaselineFileTests {
    private let recorded: Recorded

    init() throws { recorded = try Recorded() }

    private var file: String { recorded.folder.path("csm.baseline") }

    private func write(_ text: String, to name: String = "csm.baseline") throws {
        try Data(text.utf8).write(to: URL(filePath: recorded.folder.path(name)))
    }

    private func contents() throws -> String { try String(contentsOfFile: file, encoding: .utf8) }

    private static let keysOfSessions = ["id", "name", "started_at", "ended_at", "exit_code"]

    private func canonical(_ value: JSON) throws -> String {
        let data = try JSONSerialization.data(
            withJSONObject: value.value ?? NSNull(), options: [.sortedKeys, .fragmentsAllowed])
        return String(decoding: data, as: UTF8.self)
    }

    /// What a baseline holds of what `stats` tells.
    private func figures(_ stats: ProgramResult) throws -> [String] {
        #expect(stats.status == 0, "\(stats.errors)")
        let stats = try JSON(stats.output)
        let sessions = try stats["sessions"].array.map { session in
            try Self.keysOfSessions.map { try canonical(session[$0]) }.joined(separator: " ")
        }
        return try sessions
            + [canonical(stats["operations"]), canonical(stats["total"])]
            + [canonical(stats["completeness"])]
    }

    @Test(arguments: Fixtures.captureNames)
    func `stats of a baseline are those of its sessions`(capture: String) throws {
        for round in 1...2 {
            try recorded.run(
                "python3", Recorded.sendCapture, Fixtures.capturePath(capture),
                options: ["--name", "main", "--tag", "round=\(round)", "-q"])
        }
        try recorded.run("true", options: ["--name", "empty", "-q"])
        for suffix in ["", ".gz"] {
            let exported = try recorded(
                "export", "--format", "baseline", "main@2", "empty", "-o", file + suffix)
            #expect(exported.status == 0, "\(exported.errors)")
            for options in [
                [], ["--by", "session"], ["--by", "tag:round,service"], ["--histogram"],
                ["--only", "S3.*"], ["--sort", "name", "--percentiles", "1,99.9"],
            ] {
                let stats = ["stats", "--format", "json"] + options
                #expect(
                    try figures(recorded(stats + [file + suffix]))
                        == figures(recorded(stats + ["main@2", "empty"])))
            }
        }
        // With stored ones, each is counted once.
        #expect(
            try figures(recorded("stats", "--format", "json", "main", file))
                == figures(recorded("stats", "--format", "json", "main", "main@2", "empty")))
        #expect(try recorded("stats", file).output.contains("does not tell when calls were"))
        #expect(
            try recorded("sessions", file, "--columns", "name,calls").output
                == recorded("sessions", "@3", "--columns", "name,calls").output)
    }

    @Test func `it is JSON with a line for each session, the same again`() throws {
        for _ in 0..<3 { try recorded.record("main") }
        let export = ["export", "--format", "baseline", "main@all"]
        let text = try recorded(export).output
        #expect(try JSON(text)["schema"].string == "csm-record/baseline/1")
        let lines = text.split(separator: "\n")
        #expect(lines.count == 5)
        for line in lines[1...3] {
            let session = try JSON(line.last == "," ? String(line.dropLast()) : String(line))
            #expect(session["name"].string == "main")
            #expect(session["state"].string == "complete")
            #expect(session["completeness"]["received"].int == 78)
            #expect(session["operations"].array.count == 23)
        }
        let ids = try JSON(text)["sessions"].array.map { $0["id"].string }
        #expect(try ids == recorded.sessions().reversed().map { $0["id"].string })
        #expect(try recorded(export).output == text)
        // A baseline of a baseline, and of one more.
        try write(text)
        #expect(try recorded("export", "--format", "baseline", file).output == text)
        try recorded.record("more")
        let joined = try recorded("export", "--format", "baseline", file, "more", "main")
        #expect(try JSON(joined.output)["sessions"].array.count == 4)
    }

    @Test func `sessions are compared with it, and judged by it`() throws {
        func record(_ name: String, _ calls: String) throws {
            let run = try recorded(
                "run", "-q", "--repeat", "5", "--name", name, "--", Program.python,
                Recorded.sendCalls, calls)
            #expect(run.status == 0, "\(run.errors)")
        }
        try record("main", "S3.Get=2x10")
        #expect(try recorded("export", "--format", "baseline", "main@5", "-o", file).status == 0)
        #expect(try recorded("sessions", "rm", "main@5", "--yes").status == 0)
        try record("new", "S3.Get=3x30")
        let compared = try JSON(recorded("compare", file, "new@5", "--format", "json").output)
        #expect(
            compared["rows"][0]["verdicts"].array.map(\.string) == ["more calls", "slower"])
        #expect(try recorded("compare", file, file).status == 64)
        #expect(try recorded("compare", file, "new", "--by", "region").status == 65)
        for (rule, status) in [
            ("total: calls <= baseline", 99), ("total: calls <= baseline + 13", 0),
            ("S3.*: p50 <= baseline + 25%", 99), ("S3.*: p50 <= baseline + 250%", 0),
        ] {
            let check = try recorded("check", "new@5", "--assert", rule, "--baseline", file)
            #expect(check.status == Int32(status), "\(rule): \(check.output)\(check.errors)")
        }
    }

    @Test func `no event is in it, and no secret`() throws {
        try recorded.run(
            "python3", Recorded.sendCapture,
            options: [
                "--name", "AKIAIOSFODNN7EXAMPLE", "--tag", "key=ASIAIOSFODNN7EXAMPLE", "-q",
                "--keep-secrets",
            ])
        let text = try recorded("export", "--format", "baseline").output
        for hidden in ["AKIAIOSF", "ASIAIOSF", "UserAgent", "Timestamp", "SessionToken", "python3"]
        {
            #expect(!text.contains(hidden), "\(hidden)")
        }
    }

    @Test(arguments: [
        (["show"], "has figures only"), (["replay"], "has figures only"),
        (["sessions", "show"], "has figures only"), (["export"], "has figures only"),
        (["check", "--assert", "total: calls > 0"], "has figures only"),
        (["push", "--stream", "s", "--region", "r", "--dry-run"], "has figures only"),
        (["stats", "--by", "region"], "cannot use --by region"),
        (["stats", "--by", "mark"], "cannot use --by mark"),
        (["stats", "--by", "host", "--level", "attempt"], "cannot use --by host"),
        (["stats", "--level", "attempt"], "cannot use --level attempt"),
        (["stats", "--mark", "m"], "cannot use --mark"),
        (["stats", "--from", "1s"], "cannot use --from"),
        (["stats", "--until", "1s"], "cannot use --until"),
        (["stats", "--errors"], "cannot use --errors"),
        (["stats", "--ok-only"], "cannot use --ok-only"),
        (["import"], "which has no events to import"),
    ])
    func `what it does not hold is refused`(arguments: [String], reason: String) throws {
        try recorded.record("main")
        _ = try recorded("export", "--format", "baseline", "-o", file)
        let result = try recorded(arguments + [file])
        #expect(result.status == 65)
        #expect(result.output == "")
        #expect(result.errors.contains(reason), "\(result.errors)")
        #expect(result.errors.contains("a baseline file"))
    }

    @Test func `what is wrong with a file is told with its line`() throws {
        for _ in 0..<2 { try recorded.record("main") }
        let good = try recorded("export", "--format", "baseline", "@2").output
        func refusal(_ change: (String) -> String) throws -> String {
            let changed = change(good)
            #expect(changed != good)
            try write(changed)
            let result = try recorded("stats", file)
            #expect(result.status == 65, "\(result.errors)")
            #expect(result.output == "")
            let start = "csm-record: cannot read \(file): "
            #expect(result.errors.hasPrefix(start))
            return String(result.errors.dropFirst(start.count).dropLast())
        }
        func replacing(_ text: String, _ other: String) throws -> String {
            try refusal { whole in
                guard let place = whole.range(of: text, options: .backwards) else { return whole }
                return whole.replacingCharacters(in: place, with: other)
            }
        }
        #expect(
            try replacing("baseline/1", "baseline/2")
                == "line 1: it has format csm-record/baseline/2, and this csm-record knows "
                + "csm-record/baseline/1")
        #expect(
            try replacing("\"id\":\"", "\"id\":\"../").hasPrefix(
                "line 3: a session has no valid id"))
        // A name that is misspelt is not a figure of 0.
        for name in [
            "id", "started_at", "state", "completeness", "operations", "service", "api", "calls",
            "attempts", "latencies_ms",
        ] {
            let reason = try replacing("\"\(name)\":", "\"_\(name)\":")
            #expect(
                reason.hasPrefix("line 3: ") && reason.hasSuffix(" has no \(name)"), "\(reason)")
        }
        #expect(
            try replacing("\"state\":\"complete\"", "\"state\":\"odd\"").contains("no valid state"))
        #expect(try replacing("\"calls\":", "\"calls\":-").hasPrefix("line 3: calls cannot be -"))
        #expect(
            try replacing("\"calls\":", "\"calls\":99999999999999999999999")
                .hasPrefix("line 3: calls cannot be 9999"))
        #expect(
            try replacing("\"attempts\":", "\"errors\":999,\"attempts\":").contains(
                "has more errors than calls"))
        #expect(
            try replacing("\"attempts\":", "\"throttles\":999,\"attempts\":")
                .contains("has more throttles than attempts"))
        #expect(
            try replacing("\"attempts\":", "\"attempts_not_shown\":999,\"attempts\":")
                .contains("expects fewer attempts than are not shown"))
        #expect(
            try replacing("\"latencies_ms\":[[", "\"latencies_ms\":[[1,999999],[")
                .hasPrefix("line 3: "))
        #expect(
            try replacing("\"latencies_ms\":[[", "\"latencies_ms\":[[2147483647,1],[")
                == "line 3: the latencies do not ascend")
        #expect(
            try replacing("\"latencies_ms\":[[", "\"latencies_ms\":[[1],[")
                == "line 3: a latency is no pair of numbers")
        #expect(
            try replacing("]}\n]}\n", "]}\n]}\n{}") == "line 5: here is more than one JSON document"
        )
        #expect(try replacing("},\n{", "}\n{") == "line 3: it is not valid JSON")
        #expect(
            try refusal { _ in "{\"schema\":\"csm-record/baseline/1\",\"sessions\":7}" }
                == "line 1: sessions is not a JSON array")
        let deep = String(repeating: "[", count: 100_000)
        #expect(
            try refusal { $0.replacing("\"sessions\":", with: "\"x\":\(deep),\"sessions\":") }
                == "line 1: it nests too deeply")
        // A name is shown, and may be anything.
        #expect(
            try refusal {
                $0.replacing("/baseline/1\"", with: "/baseline/\\u001b[2J\"")
            }.contains("\u{1B}") == false)
    }

    @Test func `a file that was cut anywhere is refused`() throws {
        try recorded.record("main")
        let good = Array(try recorded("export", "--format", "baseline").output.utf8)
        for length in stride(from: 40, to: good.count - 2, by: good.count / 40) {
            try write(String(decoding: good[..<length], as: UTF8.self))
            let result = try recorded("stats", file)
            #expect(result.status == 65)
            #expect(result.errors.contains("the file was cut here"), "\(length): \(result.errors)")
        }
    }

    @Test func `numbers as large as they can be do not overflow`() throws {
        let largest = 1 << 32
        let operation = """
            {"service":"S3","api":"Get","calls":\(largest),"errors":\(largest),\
            "retries":\(1 << 40),"throttles":\(largest),"attempts":\(largest),\
            "attempts_expected":\(1 << 40),"latencies_ms":[[2147483647,\(largest)]]}
            """
        let sessions = (0..<200).map {
            """
            {"id":"s\($0)","started_at":"0000-01-01T00:00:00Z",\
            "ended_at":"9999-12-31T23:59:59Z","state":"complete","unknown":[{"a":[null,1.5e9]}],\
            "completeness":{"received":\(largest)},"operations":[\(operation)]}
            """
        }
        try write(
            "\u{FEFF}\n{ \"schema\" : \"csm-record/baseline/1\", \"sessions\":[\n"
                + sessions.joined(separator: "\n,") + "]}\n\n")
        for format in ["text", "json", "csv", "markdown"] {
            let stats = try recorded("stats", file, "--format", format)
            #expect(stats.status == 0, "\(stats.errors)")
        }
        let stats = try JSON(recorded("stats", file, "--format", "json").output)
        #expect(stats["total"]["calls"].int == 200 << 32)
        #expect(stats["total"]["retries"].int == 200 << 40)
    }

    @Test func `twenty runs of a hundred operations are a small file`() throws {
        let lines = (0..<20).map { run in
            let operations = (0..<100).map { operation in
                let latencies = (0..<30).map { "[\(5 + operation + $0 * 3),\(1 + (run + $0) % 9)]" }
                return """
                    {"service":"Service\(operation % 10)","api":"Operation\(operation)",\
                    "calls":300,"errors":0,"retries":0,"throttles":0,"attempts":300,\
                    "attempts_expected":300,"latencies_ms":[\(latencies.joined(separator: ","))]}
                    """
            }
            return """
                {"id":"run\(run)","name":"main","started_at":"2026-01-01T00:00:00Z",\
                "state":"complete","completeness":{},\
                "operations":[\(operations.joined(separator: ","))]}
                """
        }
        try write(
            "{\"schema\":\"csm-record/baseline/1\",\"sessions\":[\(lines.joined(separator: ",\n"))]}"
        )
        let again = recorded.folder.path("again")
        #expect(try recorded("export", "--format", "baseline", file, "-o", again).status == 0)
        let size = try #require(
            try FileManager.default.attributesOfItem(atPath: again)[.size] as? Int)
        #expect(size < 1_000_000)
        #expect(try recorded.stats(again)["total"]["calls"].int == 600_000)
    }
}
