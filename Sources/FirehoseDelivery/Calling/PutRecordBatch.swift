import CSMEvents
import FirehoseLines
import FoundationEssentials

/// Firehose's PutRecordBatch, as it goes over the wire (API version 2015-08-04, AWS JSON 1.1).
enum PutRecordBatch {
    static let target = "Firehose_20150804.PutRecordBatch"
    static let contentType = "application/x-amz-json-1.1"

    static func body(stream: String, _ packs: [Pack]) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(packs.reduce(256) { $0 + $1.bytes.count * 4 / 3 + 16 })
        body.append(contentsOf: "{\"DeliveryStreamName\":".utf8)
        JSONText.append(stream, to: &body)
        body.append(contentsOf: ",\"Records\":[".utf8)
        for (index, pack) in packs.enumerated() {
            body.append(contentsOf: index == 0 ? "{\"Data\":\"".utf8 : ",{\"Data\":\"".utf8)
            body.append(contentsOf: Data(pack.bytes).base64EncodedData())
            body.append(contentsOf: "\"}".utf8)
        }
        body.append(contentsOf: "]}".utf8)
        return body
    }

    private struct Answer: Decodable {
        let requestResponses: [Entry]

        struct Entry: Decodable {
            let recordID: String?
            let errorCode: String?

            private enum CodingKeys: String, CodingKey {
                case recordID = "RecordId"
                case errorCode = "ErrorCode"
            }

            var result: EntryResult {
                // What has an id is there, whatever else is said of it.
                if recordID?.isEmpty == false { return .accepted }
                if let errorCode, !errorCode.isEmpty {
                    return .failed(String(errorCode.prefix(128)))
                }
                return .untold
            }
        }

        private enum CodingKeys: String, CodingKey {
            case requestResponses = "RequestResponses"
        }
    }

    /// The results in a 200's body; `nil` if it is not of as many records.
    ///
    /// `FailedPutCount` is not asked: each entry says what became of its own record.
    static func results(_ body: [UInt8], of count: Int) -> [EntryResult]? {
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(body)) else {
            return nil
        }
        guard answer.requestResponses.count == count else { return nil }
        return answer.requestResponses.map(\.result)
    }
}
