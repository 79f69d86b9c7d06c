import AWSAccess
import FirehoseLines
import Testing

@testable import FirehoseDelivery

/// The state machine: what is done about each outcome.
struct BatchDeliveryTests {
    private static let policy = DeliveryPolicy(patience: .seconds(10))
    private static let refusal = CallOutcome.Refusal(.denied, "no")

    private static let labels = SessionLabels(
        id: "00112233445566aa", name: "nightly", functionName: "build")

    private static func packs(_ count: Int) -> [Pack] {
        (1...count).map { number in
            Pack(
                session: Self.labels, first: Int64(number), last: Int64(number), events: 1,
                unpackedUnits: 1, bytes: [0x0A])
        }
    }

    private static func delivery(
        _ count: Int = 1, _ policy: DeliveryPolicy = policy,
        _ contact: BatchDelivery.Contact = .init()
    ) -> BatchDelivery {
        var delivery = BatchDelivery(packs(count), policy, contact)
        #expect(delivery.next() == .send(packs(count)))
        return delivery
    }

    /// The sequence numbers of what is sent next.
    private static func sent(_ step: BatchDelivery.Step) -> [Int64]? {
        guard case .send(let packs) = step else { return nil }
        return packs.map(\.first)
    }

    @Test func `what is acknowledged is done`() {
        var delivery = Self.delivery(2)
        let settled = delivery.handle(.answered([.accepted, .accepted]), now: .zero, random: 1)
        #expect(settled.acknowledged.map(\.first) == [1, 2])
        #expect(settled.released.isEmpty)
        #expect(delivery.next() == .done)
    }

    @Test func `only the entries that failed are sent again`() {
        var delivery = Self.delivery(3)
        let settled = delivery.handle(
            .answered([.failed("ServiceUnavailableException"), .accepted, .failed("X")]),
            now: .zero, random: 1)
        #expect(settled.acknowledged.map(\.first) == [2])
        #expect(settled.released.map(\.first) == [1, 3])
        #expect(delivery.next() == .wait(.seconds(1)))
        #expect(Self.sent(delivery.next()) == [1, 3])
    }

    @Test func `entries may fail as long as any gets through`() {
        var delivery = Self.delivery(200)
        for round in 1..<200 {
            let results =
                [EntryResult.accepted]
                + Array(repeating: .failed("InternalFailure"), count: 200 - round)
            _ = delivery.handle(.answered(results), now: .seconds(round * 60), random: 1)
            #expect(delivery.next() == .wait(.milliseconds(50)))
            #expect(Self.sent(delivery.next())?.count == 200 - round)
        }
    }

    @Test func `entries that go on failing end with the patience`() {
        var delivery = Self.delivery()
        var now = Duration.zero
        var waits: [Duration] = []
        while true {
            _ = delivery.handle(.answered([.failed("SlowDown")]), now: now, random: 1)
            guard case .wait(let time) = delivery.next() else { break }
            waits.append(time)
            now += time
            #expect(Self.sent(delivery.next()) == [1])
        }
        #expect(waits == [.seconds(1), .seconds(2), .seconds(4), .seconds(3)])
    }

    @Test func `no patience is none`() {
        var delivery = Self.delivery(1, DeliveryPolicy(patience: .zero))
        let settled = delivery.handle(.answered([.failed("X")]), now: .zero, random: 1)
        #expect(settled.released.count == 1)
        #expect(delivery.next() == .stop(.outOfPatience("X")))
    }

    @Test(arguments: [
        (
            CallOutcome.failed("t", isThrottle: true, asked: nil),
            [Duration.seconds(1), .seconds(2)]
        ),
        (.failed("i", isThrottle: false, asked: nil), [.milliseconds(50), .milliseconds(100)]),
        (.failed("i", isThrottle: false, asked: .seconds(3)), [.seconds(3), .seconds(3)]),
        (.ambiguous("a"), [.milliseconds(50), .milliseconds(100)]),
    ])
    func `a call is tried three times`(outcome: CallOutcome, waits: [Duration]) {
        var delivery = Self.delivery()
        for wait in waits {
            _ = delivery.handle(outcome, now: .zero, random: 1)
            #expect(delivery.next() == .wait(wait))
            #expect(Self.sent(delivery.next()) == [1])
        }
        _ = delivery.handle(outcome, now: .zero, random: 1)
        guard case .stop(.gaveUp) = delivery.next() else {
            Issue.record("it goes on")
            return
        }
    }

    @Test(arguments: [(false, DeliveryStop.unreachable("refused")), (true, .gaveUp("refused"))])
    func `nobody there is another thing than nobody there any more`(
        hasReached: Bool, stop: DeliveryStop
    ) {
        var delivery = Self.delivery(
            1, DeliveryPolicy(attempts: 1, patience: .zero), .init(isReached: hasReached))
        let settled = delivery.handle(.unreachable("refused"), now: .zero, random: 1)
        #expect(settled.released.count == 1)
        #expect(delivery.next() == .stop(stop))
    }

    @Test func `what may have arrived stays so until it is acknowledged`() {
        var delivery = Self.delivery()
        var settled = delivery.handle(.ambiguous("reset"), now: .zero, random: 1)
        #expect(settled == .init())
        #expect(delivery.next() == .wait(.milliseconds(50)))
        guard case .send(let again) = delivery.next() else { return }
        #expect(again[0].mayBeThere && again[0].wasSent)
        settled = delivery.handle(
            .failed("SlowDown", isThrottle: true, asked: nil), now: .zero, random: 0)
        #expect(settled.released.isEmpty)
        _ = (delivery.next(), delivery.next())
        settled = delivery.handle(.answered([.accepted]), now: .zero, random: 1)
        #expect(settled.acknowledged.map(\.mayBeThere) == [true])
    }

    @Test(arguments: [
        (CallOutcome.expired(refusal), BatchDelivery.Step.renewCredentials),
        (.skewed(refusal), .correctClock),
    ])
    func `credentials and the clock are put right once`(
        outcome: CallOutcome, repair: BatchDelivery.Step
    ) {
        var delivery = Self.delivery()
        #expect(delivery.handle(outcome, now: .zero, random: 1).released.count == 1)
        #expect(delivery.next() == repair)
        #expect(Self.sent(delivery.next()) == [1])
        _ = delivery.handle(outcome, now: .zero, random: 1)
        #expect(delivery.next() == .stop(.refused(Self.refusal)))
    }

    @Test func `an answer makes room for another repair`() {
        var delivery = Self.delivery(2)
        for _ in 0..<2 {
            _ = delivery.handle(.expired(Self.refusal), now: .zero, random: 1)
            #expect(delivery.next() == .renewCredentials)
            _ = delivery.next()
            _ = delivery.handle(.answered([.failed("X")]), now: .zero, random: 0)
            _ = (delivery.next(), delivery.next())
        }
    }

    @Test(arguments: [(false, 1), (true, 3)])
    func `what is no Firehose any more may be one again`(wasFirehose: Bool, calls: Int) {
        var delivery = Self.delivery(
            1, Self.policy, .init(isReached: true, isFirehose: wasFirehose))
        let refusal = CallOutcome.refused(.init(.notFirehose, "HTTP status 404"))
        for _ in 1..<calls {
            _ = delivery.handle(refusal, now: .zero, random: 1)
            guard case .wait = delivery.next() else {
                Issue.record("it is not tried again")
                return
            }
            #expect(Self.sent(delivery.next()) == [1])
        }
        _ = delivery.handle(refusal, now: .zero, random: 1)
        guard case .stop(let reason) = delivery.next() else { return }
        #expect((reason == .gaveUp("HTTP status 404")) == wasFirehose)
    }

    @Test func `a wait that is asked for counts with failed entries, too`() {
        var delivery = Self.delivery(2)
        _ = delivery.handle(
            .answered([.failed("X"), .accepted], asked: .seconds(3)), now: .zero, random: 1)
        #expect(delivery.next() == .wait(.seconds(3)))
    }

    @Test func `a refusal ends it`() {
        var delivery = Self.delivery(2)
        let settled = delivery.handle(.refused(Self.refusal), now: .zero, random: 1)
        #expect(settled.released.count == 2)
        #expect(delivery.next() == .stop(.refused(Self.refusal)))
    }
}
