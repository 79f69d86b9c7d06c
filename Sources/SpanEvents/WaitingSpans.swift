import OTLP

/// What waits, found by id, and the oldest first.
struct WaitingSpans<Element> {
    private var elements: [SpanID: (since: UInt64, element: Element)] = [:]
    /// In the order they came; those before `head`, and those that are no longer waiting, are over.
    private var order: [(id: SpanID, since: UInt64)] = []
    private var head = 0

    mutating func insert(_ element: Element, at id: SpanID, now: UInt64) {
        elements[id] = (now, element)
        order.append((id, now))
    }

    mutating func update(
        _ id: SpanID, now: UInt64, default new: Element, _ change: (inout Element) -> Void
    ) {
        if elements[id] == nil { insert(new, at: id, now: now) }
        change(&elements[id, default: (now, new)].element)
    }

    mutating func remove(_ id: SpanID) -> Element? {
        let element = elements.removeValue(forKey: id)?.element
        tidy()
        return element
    }

    /// Takes the oldest if there are more than `most`, or if it is older than `age`.
    mutating func takeFirst(
        ifOver most: Int, olderThan age: UInt64, now: UInt64
    ) -> (SpanID, Element)? {
        tidy()
        while head < order.count, elements[order[head].id]?.since != order[head].since { head += 1 }
        guard head < order.count else { return nil }
        let first = order[head]
        let isOld = now > first.since && now - first.since > age
        guard elements.count > most || isOld else { return nil }
        head += 1
        return elements.removeValue(forKey: first.id).map { (first.id, $0.element) }
    }

    private mutating func tidy() {
        guard order.count > 2 * elements.count + 1_024 else { return }
        order = order[head...].filter { elements[$0.id]?.since == $0.since }
        head = 0
    }
}
