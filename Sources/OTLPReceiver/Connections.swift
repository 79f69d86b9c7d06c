import NIOCore

/// The open connections of a receiver, in bounded number and memory; for its event loop only.
final class Connections {
    private struct Connection {
        let channel: any Channel
        var lastActivity: UInt64
        /// Bytes of the body that is coming; `nil` between requests.
        var body: Int?
    }

    private let limits: ReceiverLimits
    private var open: [ObjectIdentifier: Connection] = [:]
    /// Bytes of all bodies that are coming.
    private var held = 0

    init(_ limits: ReceiverLimits) { self.limits = limits }

    /// Whether a request is under way somewhere.
    var isAnyBusy: Bool { open.values.contains { $0.body != nil } }

    /// Adds a connection, in the place of the one that has been silent longest if there are too many;
    /// one between two requests goes first, for its program opens another.
    func add(_ channel: any Channel, now: UInt64) {
        if open.count >= limits.connections {
            let last = open.min { left, right in
                let (first, second) = (left.value, right.value)
                if (first.body == nil) != (second.body == nil) { return first.body == nil }
                return first.lastActivity < second.lastActivity
            }
            last?.value.channel.close(promise: nil)
        }
        open[ObjectIdentifier(channel)] = Connection(channel: channel, lastActivity: now)
    }

    func remove(_ channel: any Channel) {
        guard let connection = open.removeValue(forKey: ObjectIdentifier(channel)) else { return }
        held -= connection.body ?? 0
    }

    /// Notes that a body begins or goes on; false where it would take too much memory.
    func addBody(_ bytes: Int, of channel: any Channel, now: UInt64) -> Bool {
        let id = ObjectIdentifier(channel)
        guard var connection = open[id] else { return false }
        let size = (connection.body ?? 0) + bytes
        guard size <= limits.body, held + bytes <= limits.bodies else { return false }
        held += bytes
        connection.body = size
        connection.lastActivity = now
        open[id] = connection
        return true
    }

    func endBody(of channel: any Channel) {
        let id = ObjectIdentifier(channel)
        held -= open[id]?.body ?? 0
        open[id]?.body = nil
    }

    /// Closes those whose body does not go on.
    func closeSilent(now: UInt64) {
        let silence = UInt64(limits.silence) * 1_000_000
        for connection in open.values
        where connection.body != nil && now > connection.lastActivity + silence {
            connection.channel.close(promise: nil)
        }
    }

    func closeAll() {
        for connection in open.values { connection.channel.close(promise: nil) }
    }
}
