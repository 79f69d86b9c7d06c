import CSMEvents
import CSMTestSupport
import Testing

struct SDKTests {
    @Test(
        arguments: [
            ("Boto3/1.44.5 md/Botocore#1.44.5 ua/2.1", "Boto3", "1.44.5"),
            ("Botocore/1.44.5 ua/2.1", "Botocore", "1.44.5"),
            ("aws-cli/1.46.3 md/Botocore#1.43.62 botocore/1.43.62", "aws-cli", "1.46.3"),
            ("aws-sdk-nodejs/2.1692.0 linux/v20.20.2 promise", "aws-sdk-nodejs", "2.1692.0"),
            ("aws-sdk-go/1.44.133 (go1.19.8; linux; amd64)", "aws-sdk-go", "1.44.133"),
            ("aws-sdk-php/3.300.0 OS/Linux", "aws-sdk-php", "3.300.0"),
            ("aws-sdk-ruby3/3.168.1 ruby/3.1.7", "aws-sdk-ruby3", "3.168.1"),
            ("my-app/2 aws-sdk-java/1.12.1 Linux", "aws-sdk-java", "1.12.1"),
            ("aws-sdk-cpp/1.11.900 ua/2.1", "aws-sdk-cpp", "1.11.900"),
            ("aws-sdk-dotnet-coreclr/3.7.0 aws-sdk-dotnet-core/3.7.0", "aws-sdk-dotnet", "3.7.0"),
            ("AWS-SDK-GO", "aws-sdk-go", nil),
            ("aws-sdk-go-v2/1.30.0", "aws-sdk-go-v2", "1.30.0"),
            ("aws-sdk-js/3.1076.0 ua/2.1 lang/js", "aws-sdk-js", "3.1076.0"),
        ] as [(String, String, String?)])
    func `is named by the user agent`(userAgent: String, name: String, version: String?) {
        let sdk = SDK(userAgent: userAgent)
        #expect(sdk?.name == name)
        #expect(sdk?.version == version)
    }

    @Test(arguments: ["", "curl/8.0", "aws-sdk-rust/1.3", "md/Botocore#1"])
    func `is unknown where none that can be recorded is named`(userAgent: String) {
        #expect(SDK(userAgent: userAgent) == nil)
    }

    @Test func `Go with an empty user agent is known by the order of its fields`() {
        let go = labels(
            #"{"ClientId":"x","Api":"A","Service":"S","Type":"ApiCall","UserAgent":""}"#)
        #expect(go.sdk == "aws-sdk-go")
        let other = labels(#"{"Version":1,"ClientId":"x","Type":"ApiCall","UserAgent":""}"#)
        #expect(other.sdk == nil)
    }

    @Test(arguments: ["aws-sdk-go-v1", "aws-sdk-go-v1-burst"])
    func `every captured event of Go is Go's`(capture: String) throws {
        for datagram in try Fixtures.datagrams(capture) {
            withDecoded(datagram) { event, bytes, _ in
                #expect(EventLabels(of: event, in: bytes).sdk == "aws-sdk-go")
            }
        }
    }

    @Test func `a start is the timestamp but Go's is that less the latency`() {
        let event = decode(#"{"Type":"ApiCall","Timestamp":1000,"Latency":30}"#)
        #expect(SDK.start(of: event, endTimestamp: false) == 1_000)
        #expect(SDK.start(of: event, endTimestamp: true) == 970)
        let timeless = decode(#"{"Type":"ApiCall","Timestamp":null,"Latency":30}"#)
        #expect(SDK.start(of: timeless, endTimestamp: false) == nil)
    }
}
