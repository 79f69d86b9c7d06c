/// A field of an uploaded event that the Glue table has a column for, and the column's type.
///
/// The CSM fields are all that the SDKs are known to send but SessionToken, which never leaves the
/// machine; then come those that csm-record adds, and last what spans show: a table that was made
/// before has all but these. A column's name is the field's in lower case: the OpenX JSON SerDe, by
/// which Firehose and Athena read the lines, does not regard case.
public struct EventColumn: Sendable, Equatable {
    public enum Kind: Sendable {
        /// `string`
        case text
        /// `bigint`
        case integer
    }

    /// The field as it stands in a line.
    public let field: String
    public let kind: Kind

    public var name: String { field.lowercased() }

    /// All columns, in the order of the table.
    public static let all: [EventColumn] =
        [
            text("Type", "Service", "Api", "ClientId"), integers("Version", "Timestamp"),
            text("UserAgent", "Region", "Fqdn"),
            integers(
                "AttemptLatency", "Latency", "HttpStatusCode", "FinalHttpStatusCode",
                "AttemptCount", "MaxRetriesExceeded"),
            text("AccessKey", "XAmznRequestId", "XAmzRequestId", "XAmzId2"),
            text("AwsException", "AwsExceptionMessage", "SdkException", "SdkExceptionMessage"),
            text(
                "FinalAwsException", "FinalAwsExceptionMessage", "FinalSdkException",
                "FinalSdkExceptionMessage"),
            text("DestinationIp"),
            integers(
                "ApiCallTimeout", "RequestLatency", "DnsLatency", "TcpLatency", "ConnectLatency",
                "SslLatency", "AcquireConnectionLatency", "TimeToConnect", "TimeToFirstByte",
                "ConnectionReused"),
            text("functionName", "sessionId", "sessionName", "eventId"),
            integers("sequence", "receivedTimestamp", "startTimestamp"),
            text("Resource"), integers("duration_us"),
        ].flatMap { $0 }

    /// The columns that csm-record writes itself; an event's own members of these names are not
    /// sent.
    public static let added: Set<String> = [
        "functionname", "sessionid", "sessionname", "eventid", "sequence", "receivedtimestamp",
        "starttimestamp", "duration_us",
    ]

    private static func text(_ fields: String...) -> [EventColumn] {
        fields.map { EventColumn(field: $0, kind: .text) }
    }

    private static func integers(_ fields: String...) -> [EventColumn] {
        fields.map { EventColumn(field: $0, kind: .integer) }
    }
}
