import ArgumentParser
import FleetReading

/// Where figures of pushed sessions come from, and of which.
struct FleetOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read the figures of pushed sessions from Athena, in this workgroup. It bills what it scans.",
            valueName: "workgroup"))
    var athena: String?

    @Option(
        help: ArgumentHelp(
            "With --athena: only what was recorded since then: 7d (ago), 12h, 2026-11-20, 2026-11-20T17:00:00Z. Default: 7d.",
            valueName: "time"))
    var since: TimePoint?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "With --athena: only these functions, as push --function-name has them.",
            valueName: "name"))
    var function: [String] = []

    @Option(
        name: .customLong("sessions"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "With --athena: only these sessions, each as a whole. --since then only says how far back to look.",
            valueName: "id"))
    var sessionIDs: [String] = []

    @Option(
        help: ArgumentHelp(
            "With --athena: cancel a query that scans more than this: 500MiB, 10GiB.",
            valueName: "bytes"))
    var maxScan: ByteSize?

    @Option(
        name: .customLong("database"),
        help: ArgumentHelp(
            "With --athena: the Glue database, if it is not the template's default.",
            valueName: "name"))
    var glueDatabase: String?

    @Flag(help: "With --athena: print the SQL and the days it reads, and run nothing.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "With --athena: the AWS region. Default: from the environment or the profile.",
            valueName: "region"))
    var region: String?

    @Option(
        help: ArgumentHelp(
            "With --athena: the AWS profile for credentials and settings.", valueName: "profile"))
    var profile: String?

    @Option(
        name: .customLong("endpoint-url"),
        help: ArgumentHelp(
            "With --athena: the Athena endpoint. Default: AWS's endpoint in the region.",
            valueName: "url"))
    var endpoint: String?

    /// As the template names it.
    static let usualDatabase = "csm_record"

    /// What is looked at unless --since says more, in milliseconds.
    static let usualSpan: Int64 = 7 * 86_400_000

    func validate() throws {
        guard let athena else {
            if let option = given.first { throw ValidationError("\(option) needs --athena.") }
            return
        }
        let isName = athena.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0)
                || "_.-".utf8.contains($0)
        }
        guard isName, (1...128).contains(athena.utf8.count) else {
            throw ValidationError(
                "--athena needs a workgroup's name: 1 to 128 letters, digits, '_', '.' or '-'.")
        }
        let isDatabase = glueDatabase?.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_")
        }
        if isDatabase == false || glueDatabase?.isEmpty == true {
            throw ValidationError(
                "--database needs a Glue database's name: small letters, digits and '_'.")
        }
        try Self.checkSessionIDs(sessionIDs, of: "--sessions")
    }

    static func checkSessionIDs(_ ids: [String], of option: String) throws {
        guard ids.allSatisfy(isID) else {
            throw ValidationError(
                "\(option) needs session ids, or how they begin: letters, digits and '-'.")
        }
    }

    private static func isID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0)
                    || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
            }
    }

    /// The options that only count with --athena.
    private var given: [String] {
        [
            since.map { _ in "--since" }, function.isEmpty ? nil : "--function",
            sessionIDs.isEmpty ? nil : "--sessions", maxScan.map { _ in "--max-scan" },
            glueDatabase.map { _ in "--database" }, dryRun ? "--dry-run" : nil,
            region.map { _ in "--region" }, profile.map { _ in "--profile" },
            endpoint.map { _ in "--endpoint-url" },
        ].compactMap { $0 }
    }

    /// Throws where a session is named as one of the database's.
    func refuse(_ sessions: [String], usual: [String]) throws {
        guard athena != nil, sessions != usual else { return }
        throw ValidationError("With --athena, name sessions with --sessions ID.")
    }

    /// Throws for an option that cannot be used with --athena.
    func refuse(_ options: [(name: String, isGiven: Bool)]) throws {
        guard athena != nil, let option = options.first(where: \.isGiven) else { return }
        throw ValidationError("--athena and \(option.name) cannot be used together.")
    }

    func selection(until: TimePoint? = nil, now: Int64) throws -> FleetSelection {
        var selection = FleetSelection(
            since: since?.milliseconds(before: now) ?? now - Self.usualSpan)
        selection.until = until?.milliseconds(before: now)
        selection.functions = function
        selection.sessions = sessionIDs
        try Self.check(selection, "--since", "--until", now: now)
        return selection
    }

    /// Throws where no time is selected.
    static func check(
        _ selection: FleetSelection, _ since: String, _ until: String, now: Int64
    ) throws {
        if selection.since >= now { throw ValidationError("\(since) must be before now.") }
        if let end = selection.until, end <= selection.since {
            throw ValidationError("\(until) must be later than \(since).")
        }
    }
}

/// Until when events are counted, of commands without another `--until`.
struct FleetUntilOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "With --athena: only what was recorded before then, as for --since.",
            valueName: "time"))
    var until: TimePoint?

    func check(_ fleet: FleetOptions) throws {
        if until != nil, fleet.athena == nil {
            throw ValidationError("--until needs --athena.")
        }
    }
}
