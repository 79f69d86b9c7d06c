import Testing

@testable import AthenaAccess

/// Pages, held against what was asked for.
struct ResultReadingTests {
    private static func page(
        _ rows: [[String?]], columns: [String] = ["A", "b"], next: String? = nil
    ) -> ResultPage {
        ResultPage(columns: columns, rows: rows, nextToken: next)
    }

    @Test func `the names on the first page are no row`() {
        var reading = ResultReading(columns: ["a", "b"])
        #expect(
            reading.take(Self.page([["a", "B"], ["1", nil]], next: "t"))
                == .rows([["1", nil]], next: "t"))
        // Here they are values.
        #expect(reading.take(Self.page([["a", "b"]])) == .rows([["a", "b"]], next: nil))
        #expect(reading.rows == 2)
    }

    @Test func `they may be on a later page`() {
        var reading = ResultReading(columns: ["a", "b"])
        #expect(reading.take(Self.page([], next: "s")) == .rows([], next: "s"))
        #expect(reading.take(Self.page([], next: "t")) == .rows([], next: "t"))
        #expect(
            reading.take(Self.page([["A", "b"], ["1", "2"]])) == .rows([["1", "2"]], next: nil))
        #expect(reading.rows == 1)
    }

    @Test func `a result may come without them`() {
        var reading = ResultReading(columns: ["a", "b"])
        #expect(
            reading.take(Self.page([[nil, "b"], ["a", "b"]]))
                == .rows([[nil, "b"], ["a", "b"]], next: nil))
    }

    @Test(arguments: [["b", "a"], ["a"], ["a", "b", "c"], [], ["a", "x"]])
    func `other columns are wrong`(columns: [String]) {
        var reading = ResultReading(columns: ["a", "b"])
        guard case .wrong(let reason) = reading.take(Self.page([], columns: columns)) else {
            Issue.record("\(columns)")
            return
        }
        #expect(reason.hasPrefix("the columns of the result are not a, b but "))
    }

    @Test(arguments: [[], ["1"], ["1", "2", "3"]] as [[String?]])
    func `a row of another length is wrong`(row: [String?]) {
        var reading = ResultReading(columns: ["a", "b"])
        #expect(
            reading.take(Self.page([["1", "2"], row]))
                == .wrong("a row of the result has \(row.count) values, not 2"))
    }

    @Test func `a token comes once`() {
        var reading = ResultReading(columns: ["a", "b"])
        #expect(reading.take(Self.page([], next: "s")) == .rows([], next: "s"))
        #expect(reading.take(Self.page([], next: "t")) == .rows([], next: "t"))
        #expect(
            reading.take(Self.page([], next: "s"))
                == .wrong("a page of the result has the token of an earlier page"))
    }
}
