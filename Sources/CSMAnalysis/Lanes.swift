public import CSMEvents

/// Puts intervals side by side in lanes, so that no two of a lane overlap: each into the first
/// lane that is free.
public struct Lanes: Sendable, Equatable {
    /// For each interval its lane, from 0.
    public let laneOf: [Int]
    public let count: Int

    /// `intervals` are by their starts.
    public init(_ intervals: [Interval]) {
        var free = Heap<Int>()
        var taken = Heap<Taken>()
        var count = 0
        laneOf = intervals.map { interval in
            while let first = taken.first, first.end <= interval.start {
                free.insert(taken.removeFirst().lane)
            }
            let lane: Int
            if free.isEmpty {
                lane = count
                count += 1
            } else {
                lane = free.removeFirst()
            }
            // What took no time is drawn all the same, and not over others.
            taken.insert(Taken(end: max(interval.end, interval.start + 1), lane: lane))
            return lane
        }
        self.count = count
    }

    private struct Taken: Comparable {
        let end: Int64
        let lane: Int

        static func < (left: Taken, right: Taken) -> Bool {
            (left.end, left.lane) < (right.end, right.lane)
        }
    }
}

/// A binary heap; the least comes first.
private struct Heap<Element: Comparable> {
    private var elements: [Element] = []

    var isEmpty: Bool { elements.isEmpty }
    var first: Element? { elements.first }

    mutating func insert(_ element: Element) {
        elements.append(element)
        var child = elements.count - 1
        while child > 0, elements[child] < elements[(child - 1) / 2] {
            elements.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// The heap must not be empty.
    mutating func removeFirst() -> Element {
        elements.swapAt(0, elements.count - 1)
        let first = elements.removeLast()
        var parent = 0
        while true {
            var least = 2 * parent + 1
            guard least < elements.count else { return first }
            if least + 1 < elements.count, elements[least + 1] < elements[least] { least += 1 }
            guard elements[least] < elements[parent] else { return first }
            elements.swapAt(least, parent)
            parent = least
        }
    }
}
