/// How much of each session a delivery stream has.
public struct PushStatusReport: Report, Sendable {
    public struct Session: Sendable {
        let id: String
        let name: String?
        let events: Int
        let delivered: Int
        let maybeTwice: Int
        let keptHome: Int

        public init(
            id: String, name: String?, events: Int, delivered: Int, maybeTwice: Int, keptHome: Int
        ) {
            self.id = id
            self.name = name
            self.events = events
            self.delivered = delivered
            self.maybeTwice = maybeTwice
            self.keptHome = keptHome
        }
    }

    private let sessions: [Session]

    public init(_ sessions: [Session]) { self.sessions = sessions }

    private static let keys = ["id", "events", "delivered", "maybe_twice", "kept_home"]

    private func values(_ session: Session) -> [JSONValue] {
        [
            .string(session.id), .integer(session.events), .integer(session.delivered),
            .integer(session.maybeTwice), .integer(session.keptHome),
        ]
    }

    public var json: JSONValue {
        .object([
            ("schema", .string("csm-record/push-status/1")),
            ("sessions", .list(jsonLines)),
        ])
    }

    public var jsonLines: JSONList {
        JSONList(sessions) { session in
            .object(zip(Self.keys, values(session)).map { ($0, $1) })
        }
    }

    public var records: Records {
        Records(columns: Self.keys, rows: sessions.map(values))
    }

    private static let columns = [
        TextTable.Column(title: "session", isNumeric: false),
        TextTable.Column(title: "name", isNumeric: false, dropRank: 0, shortWidth: 16),
        TextTable.Column(title: "events"),
        TextTable.Column(title: "delivered"),
        TextTable.Column(title: "possibly duplicated"),
        TextTable.Column(title: "not decodable"),
    ]

    private func cells(_ session: Session) -> [String] {
        [
            session.id, session.name ?? "", Figures.count(session.events),
            Figures.count(session.delivered), Figures.count(session.maybeTwice),
            Figures.count(session.keptHome),
        ]
    }

    public func text(_ style: TextStyle) -> String {
        if sessions.isEmpty { return "No sessions.\n" }
        var table = TextTable(columns: Self.columns)
        table.rows = sessions.map { cells($0).map { TableCell(DisplayText.line($0)) } }
        return table.render(style)
    }

    public func markdown() -> String {
        Markdown.table(
            Self.columns.map { ($0.title, $0.isNumeric) },
            sessions.map { cells($0).map(Markdown.escaped) })
    }
}
