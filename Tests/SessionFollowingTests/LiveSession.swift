import SessionStore

extension SessionDescription {
    /// A session; `startedAt` is in microseconds since 1970.
    static func live(_ name: String? = nil, _ startedAt: Int64 = 1_000_000) -> SessionDescription {
        SessionDescription(
            name: name, command: [], workingFolder: "/tmp", host: "here", tags: [],
            toolVersion: "1", keepsSecrets: false, startedAt: startedAt)
    }
}

extension SessionRecorder {
    /// Stores datagrams in one transaction.
    func store(json: [String]) throws(StoreError) {
        try store(droppedByKernel: 0) { (insert) throws(StoreError) in
            for text in json {
                let arrival = Arrival(
                    time: description.startedAt * 1_000 + 1, port: 1, isTruncated: false)
                var text = text
                try text.withUTF8 { (bytes) throws(StoreError) in try insert(arrival, bytes) }
            }
        }
    }

    func finish() throws(StoreError) {
        try finish(
            endedAt: description.startedAt + 5_000_000, exitCode: 0, exitSignal: nil,
            droppedByKernel: 0)
    }
}
