import FoundationEssentials

/// One query's calls as they go over the wire (API version 2017-05-18, AWS JSON 1.1).
struct AthenaRequests {
    static let contentType = "application/x-amz-json-1.1"

    private let request: QueryRequest
    private let token: String

    /// `token` makes a repeated start the same start: 32 to 128 characters.
    init(_ request: QueryRequest, token: String) {
        self.request = request
        self.token = token
    }

    /// The `X-Amz-Target`.
    func target(of call: AthenaCall) -> String {
        switch call {
        case .start: "AmazonAthena.StartQueryExecution"
        case .status: "AmazonAthena.GetQueryExecution"
        case .page: "AmazonAthena.GetQueryResults"
        case .stop: "AmazonAthena.StopQueryExecution"
        }
    }

    func body(of call: AthenaCall) -> [UInt8] {
        var body = Body()
        switch call {
        case .start:
            body.queryString = request.sql
            body.context = Body.Context(database: request.database)
            body.workGroup = request.workGroup
            body.clientRequestToken = token
        case .status(let id), .stop(let id): body.id = id
        case .page(let id, let token, let rows):
            body.id = id
            body.nextToken = token
            body.maxResults = rows
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(body))
        } catch {
            preconditionFailure("texts and an integer always are JSON")
        }
    }

    /// What is `nil` is left out.
    private struct Body: Encodable {
        var queryString: String?
        var context: Context?
        var workGroup: String?
        var clientRequestToken: String?
        var id: String?
        var nextToken: String?
        var maxResults: Int?

        struct Context: Encodable {
            let database: String

            private enum CodingKeys: String, CodingKey {
                case database = "Database"
            }
        }

        private enum CodingKeys: String, CodingKey {
            case queryString = "QueryString"
            case context = "QueryExecutionContext"
            case workGroup = "WorkGroup"
            case clientRequestToken = "ClientRequestToken"
            case id = "QueryExecutionId"
            case nextToken = "NextToken"
            case maxResults = "MaxResults"
        }
    }
}
