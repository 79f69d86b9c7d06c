import CSMRecording
import ChildCommand

extension LeftProcesses {
    /// `nil` for none; the first one is named.
    init?(_ processes: [LiveProcess]) {
        guard let first = processes.first else { return nil }
        self.init(count: processes.count, firstID: first.id, firstName: first.name)
    }
}
