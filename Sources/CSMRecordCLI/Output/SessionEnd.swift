import CSMRecording
import CSMReport
import SessionReading
import SessionStore

/// Tells how a recording went, once the child's streams are ours to write to.
struct SessionEnd {
    let session: SessionDescription
    let reader: SessionReader
    let talk: Talk

    /// `round` is its number and that of all, where it is one of several and gets a line only.
    func tell(
        _ outcome: RecordingOutcome, _ summary: SummaryChoice,
        round: (number: Int, count: Int)? = nil
    ) {
        Talk.say(outcome.losses)
        if session.keepsSecrets {
            Talk.say(["session tokens and access keys were stored unredacted"])
        }
        // Whoever has kept the database locked until now would be waited for once more.
        let isLocked = outcome.failure?.isBusy ?? false
        guard talk.level != .quiet, summary != .none, !isLocked else { return }
        do {
            let figures = try reader.figures(
                of: session.id, recorded: outcome.session, slowest: summary.operations)
            guard let figures else { return }
            let lines = RunSummary(
                figures, listensForSpans: outcome.hasSpanReceiver, StyleOptions.talk)
            guard let round, summary != .full else { return talk.say(shown: lines.lines) }
            talk.say(shown: lines.lines(round: round.number, of: round.count))
        } catch {
            // What could not be written, and was said, cannot be read either.
            if outcome.failure == nil { talk.say(Failure(translating: error).sentences) }
        }
    }
}
