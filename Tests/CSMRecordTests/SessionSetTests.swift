import CSMTestSupport
import Testing

/// Sets of sessions, wherever sessions are named.
struct SessionSetTests {
    private let recorded: Recorded

    init() throws {
        recorded = try Recorded()
        for (name, tag) in [("main", "a=1"), ("other", "a=2"), ("main", "a=2"), ("main", "a=x@3")] {
            try recorded.run("true", options: ["--name", name, "--tag", tag])
        }
    }

    private func listed(_ arguments: String...) throws -> [String] {
        let result = try recorded(["sessions"] + arguments + ["--format", "jsonl"])
        #expect(result.status == 0, "\(result.errors)")
        return try result.output.split(separator: "\n").map {
            let session = try JSON(String($0))
            return "\(session["name"].string ?? "") \(session["tags"]["a"].string ?? "")"
        }
    }

    @Test func `the list shows what is named, the newest first`() throws {
        #expect(try listed("main@2") == ["main x@3", "main 2"])
        #expect(try listed("main@all") == ["main x@3", "main 2", "main 1"])
        #expect(try listed("list", "@2") == ["main x@3", "main 2"])
        #expect(try listed("main") == ["main x@3"])
        #expect(try listed("tag:a=2") == ["main 2", "other 2"])
        #expect(try listed("tag:a=2@1", "other") == ["main 2", "other 2"])
        #expect(try listed("@all", "main@all").count == 4)
    }

    @Test func `a name or a tag's value that holds an @ is found by it`() throws {
        #expect(try listed("tag:a=x@3") == ["main x@3"])
        try recorded.run("true", options: ["--name", "main@2"])
        #expect(try listed("main@2") == ["main@2 "])
        #expect(try listed("main@2@all") == ["main@2 "])
        #expect(try listed("main@3").count == 3)
    }

    @Test func `sessions of several sets are counted once, in a stated order`() throws {
        let stats = try recorded.stats("other", "main@2", "@all")
        let ids = stats["sessions"].array.map { $0["id"].string }
        let all = try recorded.sessions().reversed().map { $0["id"].string }
        #expect(ids == [all[1], all[2], all[3], all[0]])
    }

    @Test func `fewer than were asked for are used, and that is said`() throws {
        let stats = try recorded("stats", "main@10", "--format", "json")
        #expect(stats.status == 0)
        #expect(stats.errors == "csm-record: main@10: there are only 3\n")
        #expect(try JSON(stats.output)["sessions"].array.count == 3)
        let quiet = try recorded("sessions", "rm", "other@2", "--yes", "-q")
        #expect(quiet.status == 0)
        #expect(quiet.errors == "")
        let removed = try recorded("sessions", "rm", "main@9", "--yes")
        #expect(removed.errors.hasPrefix("csm-record: main@9: there are only 3\n"))
    }

    @Test(arguments: ["nobody@3", "nobody@all", "tag:a=3", "tag:b=1@2"])
    func `a set of nothing is not found`(reference: String) throws {
        let result = try recorded("stats", reference)
        #expect(result.status == 66)
        #expect(result.errors.contains("cannot find session \(reference)"))
    }

    @Test func `what a set removes is gone, and only that`() throws {
        #expect(try recorded("sessions", "rm", "main@2").status == 64)
        let removed = try recorded("sessions", "rm", "main@2", "--yes")
        #expect(removed.status == 0)
        #expect(removed.errors.split(separator: "\n").count == 2)
        #expect(try listed() == ["other 2", "main 1"])
    }
}
