/// What a push came to, or would.
public struct PushReport: Report, Sendable {
    private let stream: String
    private let sessions: Int
    private let isDryRun: Bool
    /// Why there is nothing to send; `nil` where there is something.
    private let nothing: String?
    private let events, packs, calls, resent, maybeTwice, keptHome, billedKiB, unpackedKiB: Int

    public init(
        stream: String, sessions: Int, events: Int, packs: Int, calls: Int, resent: Int,
        maybeTwice: Int, keptHome: Int, billedKiB: Int, unpackedKiB: Int, isDryRun: Bool,
        nothing: String?
    ) {
        self.stream = stream
        self.sessions = sessions
        self.isDryRun = isDryRun
        self.nothing = nothing
        self.events = events
        self.packs = packs
        self.calls = calls
        self.resent = resent
        self.maybeTwice = maybeTwice
        self.keptHome = keptHome
        self.billedKiB = billedKiB
        self.unpackedKiB = unpackedKiB
    }

    private var figures: [(name: String, value: Int)] {
        [
            ("events", events), ("packs", packs), ("calls", calls), ("resent", resent),
            ("maybe_twice", maybeTwice), ("kept_home", keptHome), ("billed_kib", billedKiB),
            ("unpacked_kib", unpackedKiB),
        ]
    }

    public var json: JSONValue {
        .object(
            [("schema", .string("csm-record/push/1"))]
                + (isDryRun ? [("dry_run", .boolean(true))] : [])
                + figures.map { ($0.name, .integer($0.value)) })
    }

    public var records: Records {
        Records(columns: figures.map(\.name), rows: [figures.map { .integer($0.value) }])
    }

    public func text(_ style: TextStyle) -> String {
        sentences.map { $0 + "\n" }.joined()
    }

    public func markdown() -> String {
        Markdown.table(
            figures.map { ($0.name, true) }, [figures.map { Figures.count($0.value) }])
    }

    private var sentences: [String] {
        if let nothing { return ["Nothing to push: \(nothing)."] + keptHomeSentences }
        var sentences = [
            "\(isDryRun ? "Would push" : "Pushed") \(Figures.counted(events, "event")) "
                + "of \(Figures.counted(sessions, "session")) to \(stream), "
                + "in \(Figures.counted(packs, "record")) and \(Figures.counted(calls, "call"))."
        ]
        if billedKiB > 0 {
            let ratio = Figures.decimal(Double(unpackedKiB) / Double(billedKiB), places: 1)
            sentences.append(
                "Billed as \(maybeTwice > 0 ? "at least " : "")\(Figures.count(billedKiB)) KiB; "
                    + "one record per event would be \(Figures.count(unpackedKiB)) KiB, \(ratio) times as much."
            )
        }
        if resent > 0 {
            sentences.append(
                "\(Figures.counted(resent, "record")) \(isDryRun ? "to be " : "")sent again.")
        }
        if maybeTwice > 0 {
            sentences.append(
                "\(Figures.counted(maybeTwice, "event")) possibly duplicated: their request got no "
                    + "response. The queries of csm-record backend count each event once.")
        }
        return sentences + keptHomeSentences
    }

    private var keptHomeSentences: [String] {
        keptHome == 0
            ? []
            : ["\(Figures.counted(keptHome, "datagram")) not sent: empty or not decodable."]
    }
}
