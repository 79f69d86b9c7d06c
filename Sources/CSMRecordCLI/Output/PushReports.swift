import CSMReport
import FirehoseDelivery
import FirehosePush
import SessionStore

/// From what a push did to what is reported of it.
extension PushPlan {
    func report(_ figures: DeliveryFigures, to stream: String, isDryRun: Bool) -> PushReport {
        PushReport(
            stream: stream, sessions: figures.sessions.count, events: figures.events,
            packs: figures.packs,
            calls: figures.calls, resent: figures.resent, maybeTwice: figures.maybeTwice,
            keptHome: keptHome, billedKiB: figures.billedKiB, unpackedKiB: figures.unpackedKiB,
            isDryRun: isDryRun,
            nothing: eventsLeft > 0
                ? nil
                : hasSessions ? "\(stream) has all events" : "no sessions in \(database) yet")
    }

    var status: PushStatusReport {
        PushStatusReport(
            items.map {
                PushStatusReport.Session(
                    id: $0.session.id, name: $0.session.record.description.name,
                    events: $0.uploadable.events, delivered: $0.delivered.events,
                    maybeTwice: $0.delivered.maybeTwice, keptHome: $0.uploadable.keptHome)
            })
    }
}
