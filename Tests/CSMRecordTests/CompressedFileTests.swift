import CSMTestSupport
import Foundation
import Testing

/// Session files compressed by gzip, through the built program.
struct CompressedFileTests {
    private let recorded: Recorded
    private let other: String

    init() throws {
        recorded = try Recorded()
        other = recorded.folder.path("elsewhere/sessions.db")
        try recorded.record("one")
    }

    private func file(_ name: String) -> String { recorded.folder.path(name) }
    private func contents(_ name: String) throws -> Data {
        try Data(contentsOf: URL(filePath: file(name)))
    }
    private func write(_ data: Data, _ name: String) throws {
        try data.write(to: URL(filePath: file(name)))
    }

    /// Compressed by the real gzip.
    private func gzip(_ data: Data) throws -> Data {
        try write(data, "plain")
        try shell("gzip -n9 < \"$0\" > \"$1\"", file("plain"), file("packed"))
        return try contents("packed")
    }

    private func shell(_ script: String, _ arguments: String...) throws {
        let run = try Program.run("/bin/sh", ["-c", script] + arguments)
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test(arguments: ["jsonl", "csv", "chrome"])
    func `an export named gz is compressed, and gzip reads it`(format: String) throws {
        #expect(try recorded("export", "--format", format, "-o", file("a")).status == 0)
        #expect(try recorded("export", "--format", format, "-o", file("a.gz")).status == 0)
        try shell("gzip -t \"$0\" && gzip -dc \"$0\" | cmp - \"$1\"", file("a.gz"), file("a"))
        #expect(try contents("a.gz").count < contents("a").count / 2)
        let first = try contents("a.gz")
        #expect(try recorded("export", "--format", format, "-o", file("a.gz")).status == 0)
        #expect(try contents("a.gz") == first)
    }

    @Test func `a compressed session is read in place and imported like any other`() throws {
        #expect(try recorded("export", "-o", file("a.jsonl")).status == 0)
        #expect(try recorded("export", "-o", file("a.jsonl.gz")).status == 0)
        for command in [
            ["stats"], ["show", "--attempts"], ["check", "--assert", "*: calls < 1000"],
            ["replay", "--stdout", "--speed", "max"], ["export"], ["export", "--format", "csv"],
        ] {
            let format =
                ["stats", "show", "check"].contains(command[0]) ? ["--format", "json"] : []
            let plain = try recorded(command + [file("a.jsonl")] + format)
            let packed = try recorded(command + [file("a.jsonl.gz")] + format)
            #expect(plain.status == 0, "\(plain.errors)")
            #expect(packed.output == plain.output)
            #expect(packed.status == plain.status)
        }
        #expect(try recorded("import", "--db", other, file("a.jsonl.gz")).status == 0)
        #expect(
            try recorded("import", "--db", other, file("a.jsonl")).errors.contains(
                "already in the database"))
        #expect(try recorded("export", "--db", other).output == recorded("export").output)
    }

    @Test func `standard input is known by its first bytes`() throws {
        let text = try Data(recorded("export").output.utf8)
        let half = text.count / 2
        // Two members, as after cat; and without a telling name.
        for data in [try gzip(text), try gzip(text.prefix(half)) + gzip(text.dropFirst(half))] {
            let database = file("in\(data.count).db")
            let run = try Program.run(
                Program.csmRecord, ["import", "--db", database, "-"], input: data)
            #expect(run.status == 0, "\(run.errors)")
            #expect(try recorded("export", "--db", database).output == recorded("export").output)
            try write(data, "nameless")
            #expect(try recorded("stats", file("nameless")).status == 0)
        }
    }

    @Test func `plain events may be compressed, and text may be named gz`() throws {
        let events = Data(
            """
            {"Type":"ApiCall","Service":"S3","Api":"GetObject","Timestamp":1,"Latency":5}
            {"Type":"ApiCall","Service":"S3","Api":"PutObject","Timestamp":9,"Latency":7}

            """.utf8)
        try write(try gzip(events), "nightly.jsonl.gz")
        let run = try recorded("import", "--db", other, file("nightly.jsonl.gz"))
        #expect(run.errors.contains(" \"nightly\": "), "\(run.errors)")
        try write(events, "text.jsonl.gz")
        #expect(try recorded("stats", file("text.jsonl.gz")).status == 0)
    }

    enum Harm: CaseIterable {
        case cut, cutInHeader, damaged, wrongSum, trailing, notGzip, database
        case endlessLine, blanks

        var reason: String {
            switch self {
            case .cut, .cutInHeader: "its gzip data is cut off: the file is incomplete"
            case .damaged, .wrongSum: "its gzip data is damaged"
            case .trailing: "other data follows its gzip data"
            case .notGzip: "its name ends in .gz, but it is not gzip data"
            case .database: "it is a compressed database: decompress it first"
            case .endlessLine: "the line is too long"
            case .blanks: "it decompresses to more than 250 times its size"
            }
        }
    }

    private func harmed(_ harm: Harm) throws -> Data {
        var data = try gzip(Data(recorded("export").output.utf8))
        switch harm {
        case .cut: return data.dropLast(9)
        case .cutInHeader: return data.prefix(5)
        case .damaged: data.replaceSubrange(600..<640, with: Data(repeating: 0xFF, count: 40))
        case .wrongSum: data[data.count - 6] ^= 1
        case .trailing: data += Data("more".utf8)
        case .notGzip: data[0] = 0x50
        case .database:
            #expect(
                try recorded("export", "--format", "sqlite", "-o", file("x.db")).status == 0)
            return try gzip(contents("x.db"))
        case .endlessLine: return try gzip(Data(repeating: 0x20, count: 40 << 20))
        case .blanks:
            let line = Data(repeating: 0x20, count: 60_000) + Data("\n".utf8)
            return try gzip(Data(repeatElement(line, count: 2_000).joined()))
        }
        return data
    }

    @Test(arguments: Harm.allCases)
    func `a file that is damaged, cut or a bomb adds nothing, and takes no memory`(
        harm: Harm
    ) throws {
        try write(try harmed(harm), "x.jsonl.gz")
        #expect(
            try recorded(
                "import", "--db", other, Fixtures.folder.appending(path: "boto3.jsonl").path
            ).status == 0)
        let before = try recorded("export", "--db", other).output
        let imported = try Program.run(
            Program.python,
            [
                "-c",
                """
                import resource, subprocess, sys
                code = subprocess.run(sys.argv[1:]).returncode
                print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
                sys.exit(code)
                """, Program.csmRecord, "import", "--db", other, file("x.jsonl.gz"),
            ])
        #expect(imported.status == 65)
        #expect(imported.errors.contains("cannot read \(file("x.jsonl.gz")): "))
        #expect(imported.errors.contains(harm.reason), "\(imported.errors)")
        let kilobytes = try #require(Int(imported.output.trimmingCharacters(in: .newlines)))
        #expect(kilobytes < 150_000)
        #expect(try recorded("export", "--db", other).output == before)
        #expect(
            try recorded("sessions", "--db", other, "--format", "csv").output.count(of: "\n") == 2)
        #expect(try recorded("stats", file("x.jsonl.gz")).status == 65)
    }

    @Test func `a compressed database is refused before it is written`() throws {
        let run = try recorded("export", "--format", "sqlite", "-o", file("x.db.gz"))
        #expect(run.status == 64)
        #expect(run.errors.contains("cannot be compressed"))
    }
}

extension String {
    fileprivate func count(of character: Character) -> Int { filter { $0 == character }.count }
}
