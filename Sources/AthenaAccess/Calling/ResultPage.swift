/// What GetQueryResults gives: some rows, and where the next ones are.
struct ResultPage: Equatable {
    /// As Athena spells them.
    var columns: [String]
    /// In the order of the columns; `nil` is NULL.
    var rows: [[String?]]
    /// `nil` on the last page.
    var nextToken: String?
}

extension ResultPage: Decodable {
    init(from decoder: any Decoder) throws {
        let answer = try Answer(from: decoder)
        columns = answer.set.metadata.columns.map(\.name)
        rows = answer.set.rows.map { ($0.data ?? []).map(\.text) }
        nextToken = answer.nextToken.flatMap { $0.isEmpty ? nil : $0 }
    }

    private struct Answer: Decodable {
        let set: ResultSet
        let nextToken: String?

        private enum CodingKeys: String, CodingKey {
            case set = "ResultSet"
            case nextToken = "NextToken"
        }
    }

    private struct ResultSet: Decodable {
        let rows: [Row]
        let metadata: Metadata

        private enum CodingKeys: String, CodingKey {
            case rows = "Rows"
            case metadata = "ResultSetMetadata"
        }
    }

    private struct Row: Decodable {
        let data: [Datum]?

        private enum CodingKeys: String, CodingKey {
            case data = "Data"
        }
    }

    private struct Datum: Decodable {
        let text: String?

        private enum CodingKeys: String, CodingKey {
            case text = "VarCharValue"
        }
    }

    private struct Metadata: Decodable {
        let columns: [Column]

        private enum CodingKeys: String, CodingKey {
            case columns = "ColumnInfo"
        }
    }

    private struct Column: Decodable {
        let name: String

        private enum CodingKeys: String, CodingKey {
            case name = "Name"
        }
    }
}
