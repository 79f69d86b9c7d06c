import Glibc

/// The Mann–Whitney test of whether the values of one side are larger than those of the other.
///
/// One-sided and exact: of all ways to deal the pooled values out to two sides of these sizes, how
/// many favour the new side at least as much as what was measured. Equal values count as half a
/// pair won by each side (mid-ranks), and the pairs that the base wins are rounded up, so that with
/// ties the result is never smaller than the exact value; without ties it is that value.
public struct MannWhitney: Sendable, Equatable {
    /// In how many pairs of a base and a new value the base's is the greater; a tie is a half.
    public let pairsBaseWins: Double
    /// How likely so few such pairs, or fewer, are if both sides are alike; 1 where a side is empty.
    ///
    /// Above `mostExactPairs` pairs it is the normal approximation with the corrections for ties and
    /// continuity, which is larger than the exact value wherever that is small.
    public let pValue: Double

    /// Up to 100 values against 100 the exact result is there at once; its time grows with the
    /// square of the pairs.
    static let mostExactPairs = 10_000

    /// Tests whether the values of `new` are the greater ones.
    ///
    /// Values must be finite.
    public init(base: [Double], new: [Double]) {
        let groups = Self.ties(base, new)
        var doubledWins = 0
        var newBefore = 0
        for group in groups {
            doubledWins += group.base * (2 * newBefore + group.new)
            newBefore += group.new
        }
        pairsBaseWins = Double(doubledWins) / 2
        let pairs = base.count * new.count
        let sizes = groups.map { $0.base + $0.new }
        // Rounded up, in halves of a pair.
        let limit = doubledWins + doubledWins % 2
        if pairs == 0 || limit >= 2 * pairs {
            pValue = 1
        } else if pairs > Self.mostExactPairs {
            pValue = Self.approximation(limit, base.count, new.count, sizes)
        } else if limit <= pairs {
            pValue = Self.share(upTo: limit, base.count, new.count, sizes)
        } else {
            // The other end is nearer: what is not above the limit, seen from the new side.
            pValue =
                1 - Self.share(upTo: 2 * pairs - limit - 1, new.count, base.count, sizes)
        }
    }

    /// How many values of each side there are of each value, ascending.
    private static func ties(_ base: [Double], _ new: [Double]) -> [(base: Int, new: Int)] {
        let pooled = (base.map { ($0, true) } + new.map { ($0, false) }).sorted { $0.0 < $1.0 }
        var groups: [(base: Int, new: Int)] = []
        var last: Double?
        for (value, isBase) in pooled {
            if value != last { groups.append((0, 0)) }
            last = value
            if isBase {
                groups[groups.count - 1].base += 1
            } else {
                groups[groups.count - 1].new += 1
            }
        }
        return groups
    }

    /// The share of all ways to deal groups of equal values out to a side of `winners` and one of
    /// `losers` in which the first wins at most `limit` halves of a pair.
    ///
    /// Adds the ways up group by group, for each number of winners among the values so far and each
    /// number of halves won. Counts are whole numbers in a `Double`: exact up to 2⁵³, and at most
    /// 10⁵⁹ for the pairs allowed here.
    private static func share(
        upTo limit: Int, _ winners: Int, _ losers: Int, _ sizes: [Int]
    ) -> Double {
        // Without ties no half is won.
        let unit = sizes.allSatisfy { $0 == 1 } ? 1 : 2
        let limit = unit == 1 ? limit / 2 : limit
        // A row for each number of winners, a column for each number of halves won.
        let width = limit + 1
        var ways = [Double](repeating: 0, count: (winners + 1) * width)
        ways[0] = 1
        var before = 0
        for size in sizes {
            let choices = binomials(size)
            for after in stride(from: min(winners, before + size), through: 0, by: -1) {
                // All of the group with the losers, if there is room.
                if before + size - after > losers {
                    for index in 0..<width { ways[after * width + index] = 0 }
                }
                for won in stride(from: 1, through: min(size, after), by: 1) {
                    let (first, lost) = (after - won, size - won)
                    let beaten = before - first
                    guard beaten >= 0, beaten + lost <= losers else { continue }
                    let shift = won * (unit * beaten + lost)
                    let count = min(limit - shift, unit * first * beaten) + 1
                    add(
                        &ways, from: first * width, to: after * width + shift, count: count,
                        times: choices[won])
                }
            }
            before += size
        }
        let all = binomial(winners + losers, winners)
        return min(1, ways[(winners * width)...].reduce(0, +) / all)
    }

    /// Adds `count` values to others further on; none where `count` is below 1.
    private static func add(
        _ values: inout [Double], from source: Int, to target: Int, count: Int, times factor: Double
    ) {
        guard count > 0 else { return }
        values.withUnsafeMutableBufferPointer { values in
            let sums = UnsafeMutableBufferPointer(rebasing: values[target..<(target + count)])
            let terms = UnsafeBufferPointer(rebasing: values[source..<(source + count)])
            for index in 0..<count { sums[index] += factor * terms[index] }
        }
    }

    /// In how many ways 0, 1, … of `count` can be chosen.
    private static func binomials(_ count: Int) -> [Double] {
        var row = [1.0]
        for chosen in stride(from: 1, through: count, by: 1) {
            row.append(row[chosen - 1] * Double(count - chosen + 1) / Double(chosen))
        }
        return row
    }

    private static func binomial(_ count: Int, _ chosen: Int) -> Double {
        let chosen = min(chosen, count - chosen)
        return stride(from: 1, through: chosen, by: 1).reduce(1.0) {
            $0 * Double(count - $1 + 1) / Double($1)
        }
    }

    private static func approximation(
        _ limit: Int, _ base: Int, _ new: Int, _ sizes: [Int]
    ) -> Double {
        let (base, new) = (Double(base), Double(new))
        let all = base + new
        let ties = sizes.reduce(0.0) { $0 + (Double($1) * Double($1) * Double($1) - Double($1)) }
        let variance = base * new / 12 * ((all + 1) - ties / (all * (all - 1)))
        guard variance > 0 else { return 1 }
        let distance = (Double(limit) / 2 + 0.5 - base * new / 2) / variance.squareRoot()
        return erfc(-distance / 2.0.squareRoot()) / 2
    }
}
