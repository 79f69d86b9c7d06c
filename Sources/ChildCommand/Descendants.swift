import CLinuxShims
import Glibc

/// The processes that the child starts, and those that they start, as far as they outlive it.
///
/// Who loses its parent becomes csm-record's child, not init's, so that it can be found and waited
/// for. Nobody is signalled: a daemon goes on, and is init's once csm-record has ended.
public struct Descendants: Sendable {
    /// Who was there before: a shell that became csm-record by exec(3) may have left it children.
    private let earlier: Set<LiveProcess>

    /// To be made before the child is started.
    public init() {
        // Where the kernel cannot, orphans are init's, and none is seen.
        _ = csm_adopt_orphans()
        earlier = Self.hasChildren() ? Set(LiveProcess.all()) : []
    }

    /// Those that live, after the child has ended; the eldest first.
    public func living() -> [LiveProcess] {
        // Whoever ends or loses its parent while all are listed may be missed: so there is another
        // look, unless nobody is left.
        for _ in 0..<3 where Self.hasChildren() {
            let found = found()
            if !found.isEmpty { return found }
        }
        return []
    }

    /// Waits until none lives; false if Ctrl-C or the like came first.
    public func waitForEnd(_ signals: ForegroundSignals) -> Bool {
        while !living().isEmpty {
            guard signals.waitForChild() else { return false }
        }
        return true
    }

    /// Whether this process has children that live; those that ended are no zombies any longer.
    private static func hasChildren() -> Bool {
        while true {
            let ended = waitpid(-1, nil, WNOHANG)
            if ended <= 0 { return ended == 0 }
        }
    }

    private func found() -> [LiveProcess] {
        let children = Dictionary(grouping: LiveProcess.all().filter { !earlier.contains($0) }) {
            $0.parent
        }
        var found = children[getpid()] ?? []
        var place = 0
        while place < found.count {
            found += children[found[place].id] ?? []
            place += 1
        }
        return found.sorted { ($0.startTime, $0.id) < ($1.startTime, $1.id) }
    }
}
