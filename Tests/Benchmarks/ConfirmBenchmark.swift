import CSMTestSupport
import Foundation
import Synchronization

/// How often `run --check --confirm 5` fails simulated jobs, against ten runs of a baseline: those
/// that changed nothing, and those that became slower.
///
/// Each round of a job is a run of its own, which sends calls that were made up before.
enum ConfirmBenchmark {
    private static let trials = 200
    private static let noise = 0.08
    private static let rounds = 5
    /// In percent: what is promised.
    private static let mostAlarms = 2
    private static let leastFound = 75

    private struct Tally {
        /// Jobs that failed.
        var failures = 0
        /// Jobs whose command ran again.
        var repetitions = 0

        /// What went wrong besides.
        var error: (any Error)?

        mutating func count(_ job: Result<ProgramResult, any Error>) {
            switch job {
            case .success(let result):
                if result.status == 99 { failures += 1 }
                if result.errors.contains("running again") { repetitions += 1 }
            case .failure(let error): self.error = error
            }
        }

        var percent: Int { (failures * 100 + trials / 2) / trials }
    }

    static func run() throws -> Bool {
        let time = ContinuousClock.now
        let (equal, slower) = (try tally(isNew: false, "*"), try tally(isNew: true, "Lab.X1.5"))
        print(
            """
            confirm: of \(trials) jobs that changed nothing \(equal.failures) failed \
            (\(equal.percent) %), \(equal.repetitions) ran again; of \(trials) that are 1.5 times \
            as slow \(slower.failures) failed (\(slower.percent) %), \(slower.repetitions) ran \
            again; noise a run 8 %; \(ContinuousClock.now - time)
            """)
        return equal.percent <= mostAlarms && slower.percent >= leastFound
    }

    /// Jobs that are judged by a rule for the operations that `selector` names.
    private static func tally(isNew: Bool, _ selector: String) throws -> Tally {
        let tally = Mutex(Tally())
        // Their latencies are made up, so that they may run side by side.
        DispatchQueue.concurrentPerform(iterations: trials) { trial in
            let result = Result { try job(trial, isNew: isNew, selector) }
            tally.withLock { $0.count(result) }
        }
        let all = tally.withLock { $0 }
        if let error = all.error { throw error }
        return all
    }

    private static func job(
        _ trial: Int, isNew: Bool, _ selector: String
    ) throws -> ProgramResult {
        let folder = try TemporaryFolder()
        let database = folder.path("sessions.db")
        var runs = SimulatedRuns(seed: UInt64(isNew ? 20_000 + trial : trial), noise: noise)
        let base = folder.path("csm.baseline")
        try runs.writeBaseline(10, isNew: false, named: "base", to: base)
        for round in 1...rounds {
            try runs.write(isNew: isNew, to: folder.path("round\(round)"))
        }
        let result = try Program.csmRecord(
            [
                "run", "--summary", "none", "--linger", "1ms", "--name", "job", "--baseline",
                base, "--confirm", "\(rounds)", "--assert",
                "\(selector): p50 <= baseline + 25%", "--", "sh", "-c", send, folder.url.path,
            ], database: database)
        guard [0, 99].contains(result.status) else {
            throw BenchmarkFailed(message: result.errors)
        }
        return result
    }

    /// Sends the calls of the round that its folder has not seen yet.
    private static let send = """
        for round in 1 2 3 4 5; do
            if [ -e "$0/round$round" ]; then
                mv "$0/round$round" "$0/now"
                exec \(Program.csmRecord) replay -q --speed max "$0/now"
            fi
        done
        exit 1
        """
}
