import CSMRecording
import CSMReport
import SessionReading
import SessionStore

/// Tells how a recording went, once the child's streams are ours to write to.
struct SessionEnd {
    let session: SessionDescription
    let reader: SessionReader
    let talk: Talk

    func tell(_ outcome: RecordingOutcome, _ summary: SummaryChoice) {
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
            talk.say(shown: RunSummary(figures, StyleOptions.talk).lines)
        } catch {
            // What could not be written, and was said, cannot be read either.
            if outcome.failure == nil { talk.say(Failure(translating: error).sentences) }
        }
    }
}
