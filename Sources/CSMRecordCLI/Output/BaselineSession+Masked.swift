import CSMEvents
import SessionStore

extension BaselineSession {
    /// Without what looks like a secret: a baseline file is made to be committed.
    var masked: BaselineSession {
        func masked(_ text: String) -> String { SecretText.masked(text) }
        var record = record
        record.description.name = record.description.name.map(masked)
        record.description.host = masked(record.description.host)
        record.description.tags = record.description.tags.map { ($0.name, masked($0.value)) }
        return BaselineSession(
            of: record, misdatedCalls: misdatedCalls, attemptsWithoutCall: attemptsWithoutCall,
            operations: operations)
    }
}
