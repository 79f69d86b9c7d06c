import CSMCapture
import Glibc

/// Sends datagrams to AWS_CSM_HOST:AWS_CSM_PORT as fast as the system takes them, as a program
/// under the heaviest load would: a call and its attempt by turns, 436 bytes on average.
///
///     flood-sender [COUNT [distinct [RATE]]]        default: 1,000,000
///
/// `distinct` sends calls only, each of an operation of its own; RATE is how many a second.
///
/// Prints the seconds it took.
@main
struct FloodSender {
    static func main() throws {
        let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000
        guard let host = getenv("AWS_CSM_HOST"), let port = getenv("AWS_CSM_PORT"),
            let number = UInt16(String(cString: port))
        else {
            print("flood-sender: set AWS_CSM_HOST and AWS_CSM_PORT")
            exit(64)
        }
        let sender = try DatagramSender(
            to: SocketAddress(host: String(cString: host), port: number))
        if CommandLine.arguments.dropFirst(2).first == "distinct" {
            let rate = CommandLine.arguments.dropFirst(3).first.flatMap { Int($0) }
            return try sendDistinct(count, rate, to: sender)
        }
        // Made before the clock starts: sending is what is measured.
        let bursts = (0..<64).map { burst($0) }
        let start = Clock.monotonicMilliseconds()
        var sent = 0
        while sent < count {
            let burst = bursts[sent / Self.burstCount % bursts.count]
            let lengths = Array(burst.lengths.prefix(count - sent))
            try sender.send(burst.bytes, lengths: lengths)
            sent += lengths.count
        }
        print(Double(Clock.monotonicMilliseconds() - start) / 1_000)
    }

    private static func sendDistinct(
        _ count: Int, _ rate: Int?, to sender: borrowing DatagramSender
    ) throws {
        let start = Clock.monotonicMilliseconds()
        let name = "Operation0000000"
        var datagram = Array(call(0, name).utf8)
        guard let range = datagram.firstRange(of: name.utf8),
            let time = datagram.firstRange(of: "\(firstTimestamp)".utf8)
        else { return }
        for first in stride(from: 0, to: count, by: burstCount) {
            var bytes: [UInt8] = []
            if let rate {
                let due = start + Int64(first * 1_000 / rate)
                usleep(useconds_t(max(0, due - Clock.monotonicMilliseconds()) * 1_000))
            }
            write(Int(Clock.realtime() / 1_000_000), into: &datagram, at: time)
            let numbers = first..<min(first + burstCount, count)
            for number in numbers {
                write(number, into: &datagram, at: range.suffix(7))
                bytes += datagram
            }
            try sender.send(bytes, lengths: numbers.map { _ in UInt32(datagram.count) })
        }
        print(Double(Clock.monotonicMilliseconds() - start) / 1_000)
    }

    /// A number's last digits in place of those that are there.
    private static func write(_ number: Int, into datagram: inout [UInt8], at places: Range<Int>) {
        var rest = number
        for place in places.reversed() {
            datagram[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
    }

    private static let firstTimestamp = 1_795_419_907_070

    /// Datagrams a system call.
    private static let burstCount = 512

    private static func burst(_ seed: Int) -> (bytes: [UInt8], lengths: [UInt32]) {
        var bytes: [UInt8] = []
        var lengths: [UInt32] = []
        for index in 0..<burstCount {
            let call = seed * burstCount / 2 + index / 2
            let datagram = index % 2 == 0 ? attempt(call) : Self.call(call)
            bytes += Array(datagram.utf8)
            lengths.append(UInt32(datagram.utf8.count))
        }
        return (bytes, lengths)
    }

    private static let operations = [
        "DynamoDB/GetItem", "DynamoDB/PutItem", "DynamoDB/Query", "S3/GetObject", "S3/PutObject",
        "S3/ListObjectsV2", "SQS/SendMessage", "SQS/ReceiveMessage", "SNS/Publish",
        "STS/AssumeRole", "CloudWatch Logs/PutLogEvents", "SSM/GetParameter",
    ].map { $0.split(separator: "/").map(String.init) }

    private static let userAgent =
        "Boto3/1.43.11 md/Botocore#1.43.11 os/linux#6.8.0 lang/python#3.11.7 cfg/retry-mode#legacy"

    private static func latency(_ call: Int) -> Int { 2 + call * 7_919 % 211 }

    private static func attempt(_ call: Int) -> String {
        let operation = operations[call % operations.count]
        let token = String(repeating: "FakeSessionToken/+=", count: 6)
        return """
            {"Version":1,"ClientId":"flood","Type":"ApiCallAttempt","Service":"\(operation[0])",\
            "Api":"\(operation[1])","Timestamp":\(firstTimestamp + call),\
            "AttemptLatency":\(latency(call)),"Fqdn":"127.0.0.1:5555","UserAgent":"\(userAgent)",\
            "AccessKey":"AKIAFAKETESTING00001","Region":"us-east-1","SessionToken":"\(token)",\
            "HttpStatusCode":200,"XAmznRequestId":"mrHpiDAHTTVXLG77wQEnx3cct7y8KFsFUkkJIqdXcePeY8w2Zbbb"}
            """
    }

    private static func call(_ call: Int, _ api: String? = nil) -> String {
        let operation = operations[call % operations.count]
        return """
            {"Version":1,"ClientId":"flood","Type":"ApiCall","Service":"\(operation[0])",\
            "Api":"\(api ?? operation[1])","Timestamp":\(firstTimestamp + call),"AttemptCount":1,\
            "Region":"us-east-1","UserAgent":"\(userAgent)","FinalHttpStatusCode":200,\
            "Latency":\(latency(call) + 1),"MaxRetriesExceeded":0}
            """
    }
}
