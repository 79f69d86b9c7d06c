public import CSMEvents

/// A session's events, counted for each set of labels and marks.
public struct MarkedSamples: Sendable {
    /// By their labels, then by the event that came first.
    ///
    /// None of events without marks.
    public let samples: [SeriesSample]
    /// For each sample, the place of its labels.
    public let labels: [Int]
    /// For each event, the place of its sample; `nil` where it has no mark.
    public let sampleOf: [Int?]

    private struct Group {
        let labels: Int
        let marks: Int
        /// The sequence number of the event that came first.
        var first: Int64
        var tally = SampleTally()
    }

    private struct Key: Hashable {
        let labels: Int
        let marks: Int
    }

    /// The events' labels are places in `labels`.
    public init(
        of events: [TimedEvent], _ labels: [EventLabels], _ marks: SessionMarks, session: String,
        includingUnmarked: Bool = false
    ) {
        let membership = marks.membership(of: events, labels)
        var groups: [Group] = []
        var groupOfKey: [Key: Int] = [:]
        var groupOf: [Int?] = []
        groupOf.reserveCapacity(events.count)
        for (event, marks) in zip(events, membership.setOf) {
            guard includingUnmarked || !membership.sets[marks].isEmpty else {
                groupOf.append(nil)
                continue
            }
            let key = Key(labels: event.labels, marks: marks)
            let number: Int
            if let known = groupOfKey[key] {
                number = known
            } else {
                number = groups.count
                groupOfKey[key] = number
                groups.append(Group(labels: event.labels, marks: marks, first: event.sequence))
            }
            groups[number].first = min(groups[number].first, event.sequence)
            groups[number].tally.add(event, isCall: labels[event.labels].level == .call)
            groupOf.append(number)
        }
        let order = groups.indices.sorted {
            (groups[$0].labels, groups[$0].first) < (groups[$1].labels, groups[$1].first)
        }
        var placeOfGroup = [Int](repeating: 0, count: groups.count)
        for (place, group) in order.enumerated() { placeOfGroup[group] = place }
        samples = order.map { group in
            groups[group].tally.sample(
                labels[groups[group].labels], session: session,
                marks: membership.sets[groups[group].marks])
        }
        self.labels = order.map { groups[$0].labels }
        sampleOf = groupOf.map { group in group.map { placeOfGroup[$0] } }
    }
}
