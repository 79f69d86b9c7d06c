import CSMReport
import Testing

/// How far two commands are that run in turns, in one line that fits.
struct TurnsLineTests {
    private let line = TurnsLine(
        done: 15, of: 20, secondsLeft: 61, CompareExample.report().comparison)

    @Test(arguments: [
        (
            130,
            "[###############.....] 75% 1,686-1,688 -> 1,692-1,693 calls, p50 2,350 -> 1,100 ms, 1:01 left"
        ),
        (97, "75% 1,686-1,688 -> 1,692-1,693 calls, p50 2,350 -> 1,100 ms, 1:01 left"),
        (80, "75% 1,686-1,688 -> 1,692-1,693 calls, 1:01 left"), (50, "75% 1:01 left"),
        (35, "75%"),
    ])
    func `drops what matters least`(width: Int, expected: String) {
        #expect(line.text(width: width) == "csm-record: round 8 of 10 " + expected)
    }

    @Test(arguments: 0...140)
    func `leaves the last column free`(width: Int) {
        #expect(line.text(width: width).count < max(1, width))
    }

    @Test(arguments: [(0, "1 of 2"), (1, "1 of 2"), (2, "2 of 2"), (3, "2 of 2"), (4, "2 of 2")])
    func `names the round that runs`(done: Int, round: String) {
        let line = TurnsLine(done: done, of: 4, secondsLeft: nil, nil)
        #expect(line.text(width: 30).hasPrefix("csm-record: round \(round)"))
    }
}
