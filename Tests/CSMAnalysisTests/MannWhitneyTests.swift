import CSMTestSupport
import Foundation
import Testing

@testable import CSMAnalysis

struct MannWhitneyTests {
    private static let oracle = Fixtures.root.appending(
        path: "Tests/CSMAnalysisTests/Oracle/mann_whitney.py"
    ).path

    @Test func `without ties it is what SciPy finds, for all sizes up to 12 against 12`() throws {
        var random = SeededGenerator(seed: 13)
        var cases: [[[Double]]] = []
        for (base, new) in (1...12).flatMap({ base in (1...12).map { (base, $0) } }) {
            for shift in [-6_000, 0, 2_000, 6_000, 20_000] {
                let values = Array(
                    Set((0..<100).map { _ in Int.random(in: 0..<9_999, using: &random) }))
                // A quarter apart from any other: no shift makes a tie.
                cases.append([
                    values.prefix(base).map { Double($0) },
                    values.dropFirst(base).prefix(new).map { Double($0 + shift) + 0.25 },
                ])
            }
        }
        let lines = cases.map { "\($0)\n" }.joined()
        let result = try Program.run(Program.python, [Self.oracle], input: Data(lines.utf8))
        #expect(result.status == 0, "\(result.errors)")
        let expected = result.output.split(separator: "\n").compactMap { Double($0) }
        #expect(expected.count == cases.count)
        for (sides, expected) in zip(cases, expected) {
            let own = MannWhitney(base: sides[0], new: sides[1]).pValue
            #expect(abs(own - expected) <= 1e-12 * expected, "\(sides)")
        }
    }

    @Test(arguments: 0..<400)
    func `with ties it is what all ways to deal the values out come to`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let kinds = [1, 2, 3, 5].randomElement(using: &random) ?? 1
        func side() -> [Int] {
            (0..<Int.random(in: 1...6, using: &random)).map { _ in
                Int.random(in: 0...kinds, using: &random)
            }
        }
        let (base, new) = (side(), side())
        let test = MannWhitney(base: base.map { Double($0) }, new: new.map { Double($0) })
        let won = halves(base, new)
        #expect(test.pairsBaseWins == Double(won) / 2)
        var (all, atMost, roundedUp) = (0, 0, 0)
        let pooled = base + new
        for choice in 0..<(1 << pooled.count) where choice.nonzeroBitCount == base.count {
            func dealt(_ isBase: Bool) -> [Int] {
                pooled.indices.filter { (choice >> $0 & 1 == 1) == isBase }.map { pooled[$0] }
            }
            let halves = halves(dealt(true), dealt(false))
            all += 1
            atMost += halves <= won ? 1 : 0
            roundedUp += halves <= won + won % 2 ? 1 : 0
        }
        #expect(abs(test.pValue - Double(roundedUp) / Double(all)) < 1e-12)
        #expect(test.pValue >= Double(atMost) / Double(all) - 1e-12)
    }

    /// Twice the pairs that the base wins, pair by pair.
    private func halves(_ base: [Int], _ new: [Int]) -> Int {
        base.reduce(0) { sum, value in
            new.reduce(sum) { $0 + (value > $1 ? 2 : value == $1 ? 1 : 0) }
        }
    }

    @Test(arguments: [(4, 4, 70.0), (5, 5, 252), (10, 5, 3_003), (10, 10, 184_756)])
    func `sides that do not overlap are the least likely of all`(
        base: Int, new: Int, ways: Double
    ) {
        let test = MannWhitney(
            base: (0..<base).map { Double($0) }, new: (0..<new).map { Double(100 + $0) })
        #expect(test.pValue == 1 / ways)
    }

    @Test(arguments: [([], [1.0]), ([1.0], []), ([], []), ([3.0, 3], [3.0, 3, 3])])
    func `nothing to compare is no evidence`(base: [Double], new: [Double]) {
        #expect(MannWhitney(base: base, new: new).pValue == 1)
    }

    @Test(arguments: [100, 200, 2_000])
    func `many runs are judged too, and never as less likely than they are`(count: Int) {
        var random = SeededGenerator(seed: 5)
        func side(_ shift: Int) -> [Double] {
            (0..<count).map { _ in Double(Int.random(in: 0...50, using: &random) + shift) }
        }
        let base = side(0)
        #expect(MannWhitney(base: base, new: side(0)).pValue > 0.005)
        let slower = MannWhitney(base: base, new: side(20)).pValue
        #expect(slower > 0 && slower < 1e-6)
        #expect(MannWhitney(base: base, new: side(-20)).pValue > 0.999)
    }

    @Test func `where the approximation begins it is a little above the exact value`() {
        let base = (0..<100).map { Double($0 * 2) }
        let exact = MannWhitney(base: base, new: base.map { $0 + 25 }).pValue
        let approximate = MannWhitney(base: base + [99], new: base.map { $0 + 25 }).pValue
        #expect(exact > 0.0001 && exact < 0.005)
        #expect(approximate > exact && approximate < exact * 1.2)
    }
}
