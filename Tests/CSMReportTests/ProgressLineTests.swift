import CSMReport
import Testing

/// How far something is, in one line that fits.
struct ProgressLineTests {
    private let line = ProgressLine(
        "pushing", 12_500, of: 50_000, .count("events"), rate: 9_800,
        details: ["812 KiB", "3 resent"])

    @Test(arguments: [
        (
            120,
            "[#####...............] 25% 12,500 of 50,000 events, 812 KiB, 3 resent, 9,800/s, 0:04 left"
        ),
        (95, "[#####...............] 25% 12,500 of 50,000 events, 9,800/s, 0:04 left"),
        (85, "[##........] 25% 12,500 of 50,000 events, 9,800/s, 0:04 left"),
        (72, "25% 12,500 of 50,000 events, 9,800/s, 0:04 left"),
        (60, "25% 9,800/s, 0:04 left"),
        (40, "25% 0:04 left"),
        (30, "25%"),
    ])
    func `drops what matters least`(width: Int, expected: String) {
        #expect(line.text(width: width) == "csm-record: pushing " + expected)
    }

    @Test(arguments: 0...130)
    func `leaves the last column free`(width: Int) {
        #expect(line.text(width: width).count < max(1, width))
    }

    @Test func `tells no share and no time where the end is not known`() {
        let line = ProgressLine("importing", 3 << 20, of: nil, .bytes, rate: 1_572_864)
        #expect(line.text(width: 80) == "csm-record: importing 3.0 MiB, 1.5 MiB/s")
        let first = ProgressLine("importing", 0, of: nil, .count("datagrams"), rate: nil)
        #expect(first.text(width: 80) == "csm-record: importing 0 datagrams")
    }

    @Test(arguments: [
        (1.0, "0:10 left"), (0.1, "1:40 left"), (0.001, "2:46:40 left"), (1e12, "0:01 left"),
    ])
    func `tells the time left`(rate: Double, expected: String) {
        let line = ProgressLine("exporting", 10, of: 20, .count("datagrams"), rate: rate)
        #expect(line.text(width: 100).hasSuffix(", " + expected))
    }

    @Test func `never tells more than all, nor a time when it is over`() {
        let line = ProgressLine("exporting", 25, of: 20, .count("datagrams"), rate: 5)
        #expect(
            line.text(width: 100)
                == "csm-record: exporting [####################] 100% 25 of 20 datagrams, 5/s")
        let nothing = ProgressLine("exporting", 0, of: 0, .count("datagrams"), rate: 0)
        #expect(nothing.text(width: 100) == "csm-record: exporting 0 datagrams")
    }
}
