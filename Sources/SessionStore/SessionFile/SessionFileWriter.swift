import CSMEvents

extension SessionStore {
    /// Writes a session as JSON Lines: a header, then each datagram in the order of arrival.
    ///
    /// The same session gives the same bytes, in whatever database it is. Memory does not grow with
    /// the session. `tell` gets how many datagrams are written, now and then.
    public func exportJSONLines(
        _ record: SessionRecord, to output: ByteWriter, tell: (Int) -> Void = { _ in }
    ) throws {
        let header = SessionFileHeader.line(of: record)
        try header.withUnsafeBufferPointer { try output.write($0) }
        var isObject: [Int64: Bool] = [:]
        try forEachSeries(of: record.number) { isObject[$0.id] = $0.labels.level.isDecoded }
        var count = 0
        try forEachEvent(of: record.number) { event in
            try SessionFileLine.write(
                event, isObject: isObject[event.series] ?? false, to: output)
            count += 1
            if count.isMultiple(of: SessionFile.tellStep) { tell(count) }
        }
        try output.flush()
    }
}
