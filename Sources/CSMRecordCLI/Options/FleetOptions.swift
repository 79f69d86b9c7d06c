import ArgumentParser
import FleetReading
import SessionStore

/// Where figures of pushed sessions come from, and of which.
struct FleetOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Query pushed sessions with Amazon Athena, in this workgroup. Athena charges for the bytes that it scans.",
            valueName: "workgroup"))
    var athena: String?

    @Option(
        help: ArgumentHelp(
            "Count only events recorded at or after this time: an age (12h, 7d) or a UTC date or time (2026-11-20, 2026-11-20T17:00:00Z). Default: 7d.",
            valueName: "time"))
    var since: TimePoint?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Count only these functions, the names that push --function-name gave. Takes several names.",
            valueName: "name ..."))
    var function: [String] = []

    @Option(
        name: .customLong("sessions"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "Count only these sessions, by id or id prefix. All of their events count; --since only sets how many days are read.",
            valueName: "id ..."))
    var sessionIDs: [String] = []

    @Option(
        help: ArgumentHelp(
            "Cancel a query that scans more than this: 500MiB, 10GiB.",
            valueName: "bytes"))
    var maxScan: ByteSize?

    @Option(
        name: .customLong("database"),
        help: ArgumentHelp(
            "The Glue database. Default: \(Self.usualDatabase).",
            valueName: "name"))
    var glueDatabase: String?

    @Flag(help: "Print the SQL and the days that it reads, and run nothing.")
    var dryRun = false

    @OptionGroup var aws: AWSOptions

    /// As the template names it.
    static let usualDatabase = "csm_record"

    /// What is looked at unless --since says more, in milliseconds.
    static let usualSpan: Int64 = 7 * 86_400_000

    func validate() throws {
        guard let athena else {
            if let option = given.first { throw ValidationError("\(option) needs --athena.") }
            return
        }
        guard AWSOptions.isName(athena, upTo: 128) else {
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
        if function.contains("") { throw ValidationError("--function must not be empty.") }
    }

    static func checkSessionIDs(_ ids: [String], of option: String) throws {
        // What an id begins with could be one.
        guard ids.allSatisfy(SessionDescription.isID) else {
            throw ValidationError(
                "\(option) needs session ids or id prefixes, separated by spaces: --sessions 3f58 ff86."
            )
        }
    }

    /// The options that only count with --athena.
    private var given: [String] {
        [
            since.map { _ in "--since" }, function.isEmpty ? nil : "--function",
            sessionIDs.isEmpty ? nil : "--sessions", maxScan.map { _ in "--max-scan" },
            glueDatabase.map { _ in "--database" }, dryRun ? "--dry-run" : nil,
            aws.region.map { _ in "--region" }, aws.profile.map { _ in "--profile" },
            aws.endpoint.map { _ in "--endpoint-url" },
        ].compactMap { $0 }
    }

    /// Throws where a session is named as one of the database's.
    func refuse(_ sessions: [String], usual: [String]) throws {
        guard athena != nil, sessions != usual else { return }
        throw ValidationError("With --athena, select sessions by id: --sessions ID.")
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
        if until != nil, !sessionIDs.isEmpty {
            throw ValidationError("--until and --sessions cannot be used together.")
        }
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
            "Count only events recorded before this time, as for --since.",
            valueName: "time"))
    var until: TimePoint?

    func check(_ fleet: FleetOptions) throws {
        if until != nil, fleet.athena == nil {
            throw ValidationError("--until needs --athena.")
        }
    }
}
