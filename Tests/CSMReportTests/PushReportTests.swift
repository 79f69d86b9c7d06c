import CSMReport
import Testing

/// What a push says in the end, and of how much is where.
struct PushReportTests {
    private static let style = TextStyle(width: 100, hasColor: false, hasUnicode: true)

    private func report(
        events: Int = 1_475, resent: Int = 0, maybeTwice: Int = 0, keptHome: Int = 0,
        isDryRun: Bool = false, nothing: String? = nil
    ) -> PushReport {
        PushReport(
            stream: "csm", sessions: 10, events: events, packs: events > 0 ? 22 : 0,
            calls: 2, resent: resent, maybeTwice: maybeTwice, keptHome: keptHome,
            billedKiB: events > 0 ? 885 : 0, unpackedKiB: events > 0 ? 7_375 : 0,
            isDryRun: isDryRun, nothing: nothing)
    }

    private static let billed = """
        Billed as 885 KiB; one record per event would be 7,375 KiB, 8.3 times as much.

        """

    @Test func `text tells what arrived and what it is billed`() {
        let all = "Pushed 1,475 events of 10 sessions to csm, in 22 records and 2 calls.\n"
        #expect(report().text(Self.style) == all + Self.billed)
        #expect(
            report(isDryRun: true).text(Self.style)
                == "Would push 1,475 events of 10 sessions to csm, in 22 records and 2 calls.\n"
                + Self.billed)
        let more = report(resent: 1, maybeTwice: 7, keptHome: 2).text(Self.style)
        let expected = """
            1 record sent again.
            7 events possibly duplicated: their request got no response. The queries of csm-record \
            backend count each event once.
            2 datagrams not sent: empty or not decodable.

            """
        let least = Self.billed.replacing("Billed as", with: "Billed as at least")
        #expect(more == all + least + expected)
    }

    @Test func `nothing to push is another thing than nothing pushed`() {
        #expect(
            report(events: 0, nothing: "csm has all events").text(Self.style)
                == "Nothing to push: csm has all events.\n")
        #expect(
            report(events: 0).text(Self.style)
                == "Pushed 0 events of 10 sessions to csm, in 0 records and 2 calls.\n")
    }

    @Test func `machines get the figures of the contract`() {
        let json = """
            {
              "schema": "csm-record/push/1",
              "events": 1475,
              "packs": 22,
              "calls": 2,
              "resent": 3,
              "maybe_twice": 4,
              "kept_home": 5,
              "billed_kib": 885,
              "unpacked_kib": 7375
            }

            """
        let report = report(resent: 3, maybeTwice: 4, keptHome: 5)
        #expect(report.rendered(as: .json, Self.style) == json)
        let csv = """
            events,packs,calls,resent,maybe_twice,kept_home,billed_kib,unpacked_kib
            1475,22,2,3,4,5,885,7375

            """
        #expect(report.rendered(as: .csv, Self.style) == csv)
    }

    @Test func `the status has a row for each session`() {
        let status = PushStatusReport([
            .init(
                id: "00112233445566aa", name: "a\u{1B}[2Jb", events: 70, delivered: 30,
                maybeTwice: 2, keptHome: 1)
        ])
        let text = """
            session           name       events  delivered  possibly duplicated  not decodable
            00112233445566aa  a\\x1B[2Jb      70         30                    2              1

            """
        #expect(status.text(Self.style) == text)
        let json = """
            {
              "schema": "csm-record/push-status/1",
              "sessions": [
                {
                  "id": "00112233445566aa",
                  "events": 70,
                  "delivered": 30,
                  "maybe_twice": 2,
                  "kept_home": 1
                }
              ]
            }

            """
        #expect(status.rendered(as: .json, Self.style) == json)
        #expect(PushStatusReport([]).text(Self.style) == "No sessions.\n")
    }
}
