import CSMAnalysis
import CSMTestSupport
import Foundation
import SessionReading
import SessionStore
import Testing

/// What a recorder knows at the end against what is read from its database.
struct SessionFiguresTests {
    private let folder: TemporaryFolder
    private let database: String

    init() throws {
        folder = try TemporaryFolder()
        database = folder.path("sessions.db")
    }

    private var reader: SessionReader {
        SessionReader(database: database) { SessionDescription.test(name: $0, startedAt: 0) }
    }

    @Test(arguments: [0, 1, 2, 3], [nil, 0, 1, 5] as [Int?])
    func `are those of the database`(seed: UInt64, slowest: Int?) throws {
        var random = SeededGenerator(seed: seed)
        let start: Int64 = 1_795_000_000_000_000
        let recorder = try SessionRecorder(.test(name: "own", startedAt: start), at: database)
        for round in 0..<4 {
            let batch = (0..<300).map { Self.event(round * 300 + $0, start, &random) }
            try recorder.store(batch, at: start + Int64(round) * 1_000_000)
        }
        let recorded = try #require(
            try recorder.finish(
                endedAt: start + 9_000_000, exitCode: 0, exitSignal: nil, processesLeft: 2,
                droppedByKernel: 1))
        let own = try #require(SessionFigures(recorded, slowest: slowest))
        let read = try #require(
            try reader.figures(of: recorded.record.description.id, recorded: nil, slowest: slowest))
        #expect(own.slowest == read.slowest)
        #expect(own.operations == read.operations)
        #expect((own.calls, own.errors, own.retries) == (read.calls, read.errors, read.retries))
        #expect((own.throttles, own.totalLatency) == (read.throttles, read.totalLatency))
        #expect(own.session.completeness == read.session.completeness)
        // All of it came to something.
        #expect(own.calls > 0 && own.errors > 0 && own.retries > 0 && own.throttles > 0)
        #expect((own.session.completeness.attemptsWithoutCall ?? 0) > 0)
    }

    @Test func `are read where only all calls together tell which times can be true`() throws {
        let start: Int64 = 1_795_000_000_000_000
        let recorder = try SessionRecorder(.test(name: "own", startedAt: start), at: database)
        let call = #"{"Type":"ApiCall","Service":"S3","Api":"Get","Latency":5,"Timestamp":"#
        try recorder.store(
            [call + "\(start / 1_000)}", call + "\(start / 1_000 - 400 * 86_400_000)}"], at: start)
        let recorded = try recorder.finish(
            endedAt: start + 9_000_000, exitCode: 0, exitSignal: nil, droppedByKernel: 0)
        let session = try #require(recorded)
        #expect(SessionFigures(session, slowest: 5) == nil)
        let figures = try reader.figures(
            of: session.record.description.id, recorded: session, slowest: 5)
        #expect(figures?.session.completeness.misdatedCalls == 1)
    }

    /// A call, an attempt or something else, of one of some operations with names of any kind.
    private static func event(
        _ place: Int, _ start: Int64, _ random: inout SeededGenerator
    ) -> String {
        let operation = Int.random(in: 0..<40, using: &random)
        let isCall = Bool.random(using: &random)
        let name = ["Get", "Ä\\u00e9\\n", String(repeating: "long", count: 400), ""][operation % 4]
        var members = [
            #""Type":"\#(isCall ? "ApiCall" : "ApiCallAttempt")""#,
            #""Service":"S\#(operation / 8)""#, #""Api":"\#(name)\#(operation)""#,
            #""ClientId":"\#(place % 3)""#, #""Timestamp":\#(start / 1_000 + Int64(place))"#,
        ]
        let latency = Int.random(in: 0..<900, using: &random)
        if operation % 5 > 0 {
            members.append(#""\#(isCall ? "Latency" : "AttemptLatency")":\#(latency)"#)
        }
        if isCall { members.append(#""AttemptCount":\#(Int.random(in: 0...2, using: &random))"#) }
        let status = [200, 200, 404, 429].randomElement(using: &random) ?? 200
        members.append(#""\#(isCall ? "FinalHttpStatusCode" : "HttpStatusCode")":\#(status)"#)
        return place % 50 == 0 ? #"{"Type":"Other"}"# : "{" + members.joined(separator: ",") + "}"
    }
}

extension SessionDescription {
    fileprivate static func test(name: String, startedAt: Int64) -> SessionDescription {
        SessionDescription(
            name: name, command: [], workingFolder: "/", host: "here", tags: [], toolVersion: "1",
            keepsSecrets: false, startedAt: startedAt)
    }
}

extension SessionRecorder {
    /// Stores datagrams that arrive a millisecond apart, the first at `start`, in microseconds.
    fileprivate func store(_ datagrams: [String], at start: Int64) throws {
        try store(droppedByKernel: 0) { (insert) throws(StoreError) in
            for (place, datagram) in datagrams.enumerated() {
                let arrival = Arrival(
                    time: (start + Int64(place) * 1_000) * 1_000, port: 1, isTruncated: false)
                let bytes = Array(datagram.utf8)
                try bytes.withUnsafeBufferPointer { (bytes) throws(StoreError) in
                    try insert(arrival, bytes)
                }
            }
        }
    }
}
