import CSMAnalysis
import CSMReport
import CSMTestSupport
import Foundation
import Testing

@testable import CSMPage

/// The page as a whole, and the data in it.
struct PageDataTests {
    private typealias Call = MadeUpSession.Call

    private static let hostile = "</script><script>alert(1)</script><!--\u{202E}\"'&"

    private func data(of page: String) throws -> JSON {
        let mark = "id=\"csm-record-data\">"
        let start = try #require(page.range(of: mark)).upperBound
        let end = try #require(page.range(of: "</script>", range: start..<page.endIndex)).lowerBound
        return try JSON(String(page[start..<end]))
    }

    @Test func `the same session gives the same page`() throws {
        let session = MadeUpSession((0..<50).map { Call(operation: "A\($0 % 7)", start: $0 * 10) })
        #expect(try session.page() == session.page())
    }

    @Test func `no name gets out of its place`() throws {
        let session = MadeUpSession(
            [
                Call(
                    operation: Self.hostile, start: 0, status: 500, exception: Self.hostile,
                    message: Self.hostile)
            ], marks: [.init(name: Self.hostile, from: -10, until: 900)])
        let page = try session.page(title: Self.hostile)
        #expect(page.matches(of: #/<script/#).count == 2)
        #expect(page.matches(of: #/<\/script/#).count == 2)
        #expect(!page.contains("alert(1)</script>"))
        #expect(!page.contains("<!--"))
        #expect(!page.contains("\u{202E}"))
        #expect(page.matches(of: #/ style=/#).isEmpty)
        let data = try data(of: page)
        #expect(data["operations"][0][1].string == Self.hostile)
        #expect(data["marks"]["operations"][0]["mark"].string == Self.hostile)
    }

    @Test func `calls are in columns, by their starts`() throws {
        let data = try data(
            of: MadeUpSession([
                Call(start: 500, latency: nil, attempts: nil, status: nil),
                Call(operation: "Query", start: -3, latency: 7, attempts: 3),
                Call(start: 20, latency: 12),
            ]).page())
        let line = data["time_lines"][0]
        let columns = line["columns"]
        #expect(columns["start_ms"].array.map(\.int) == [-3, 23, 480])
        #expect(columns["latency_ms"].array.map(\.int) == [7, 12, nil])
        #expect(columns["tried"]["call"].array.map(\.int) == [0, 2])
        #expect(columns["tried"]["attempts"].array.map(\.int) == [3, nil])
        let operations = columns["kind"].array.map { kind in
            columns["kinds"]["operation"][kind.int ?? -1].int
        }
        let names = data["operations"].array.map { $0[1].string }
        #expect(operations.map { names[$0 ?? 0] } == ["Query", "GetItem", "GetItem"])
        #expect(line["from_ms"].int == -3)
        #expect(line["until_ms"].int == 10_000)
    }

    // MARK: What there is no room for

    @Test(arguments: [100, 1_000, 5_000])
    func `of too many calls those that failed, were retried or took longest stay`(count: Int) {
        let session = MadeUpSession(
            (0..<count).map { number in
                Call(
                    start: number, latency: number % 100 == 3 ? 900 : 5,
                    attempts: number % 100 == 5 ? 2 : 1, status: number % 100 == 7 ? 500 : 200)
            })
        let places = CallSelection(of: session.trace, most: 300).places
        #expect(places.count == min(count, 300))
        #expect(places == places.sorted())
        #expect(Set(places).count == places.count)
        let notable = places.filter { [3, 5, 7].contains($0 % 100) }.count
        #expect(notable == min(count / 100 * 3, 150))
        // What is left is spread over the whole time.
        #expect(places.last.map { $0 > count * 9 / 10 } == true)
    }

    @Test func `a page of many operations shows as many as the total says are not shown`() throws {
        let session = MadeUpSession(
            (0..<400).map {
                Call(operation: "Op\($0)", start: $0, status: 500, exception: "E\($0)")
            })
        let page = try session.page()
        #expect(page.matches(of: #/<tr id="op-/#).count == 400)
        #expect(page.matches(of: #/<tr id="failure-/#).count == 300)
        #expect(page.contains("100 more kinds of failure not shown"))
        #expect(page.matches(of: #/<tr id="call-0-/#).count == 200)
        #expect(page.contains("200 of 400 lines"))
    }

    @Test func `a session without calls says so`() throws {
        let page = try MadeUpSession([]).page()
        #expect(page.contains("no datagram was received. Possible reasons:"))
        #expect(page.contains("<h2 id=\"nothing-title\">No calls</h2>"))
        #expect(!page.contains("<table"))
    }
}
