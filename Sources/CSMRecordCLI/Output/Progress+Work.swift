import CSMReport
import FirehoseDelivery
import SessionReading
import SessionStore

/// What there is to tell of each kind of work.
extension Progress {
    /// `work` is `importing`, or `reading` in place.
    func tell(_ work: String, _ progress: SessionFile.Progress) {
        switch progress {
        case .datagrams(let done, let total): tell(work, done, of: total, .count("datagrams"))
        case .bytes(let done, let total): tell(work, done, of: total, .bytes)
        }
    }

    func tell(_ progress: SessionEditor.Progress) {
        switch progress {
        case .removing(let done, let total):
            tell("removing", done, of: total, .count("datagrams"))
        case .shrinking(let done, let total):
            tell("shrinking the database", done, of: total, .count("pages"))
        }
    }

    func tell(_ figures: DeliveryFigures, of events: Int) {
        tell(
            "pushing", figures.events, of: events, .count("events"),
            details: ["\(figures.bytes >> 10) KiB"]
                + (figures.resent > 0 ? ["\(figures.resent) resent"] : []))
    }
}
