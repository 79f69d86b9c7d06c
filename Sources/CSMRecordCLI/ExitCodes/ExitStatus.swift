/// The exit codes of the contract, after sysexits.h where it has one.
enum ExitStatus {
    static let success: Int32 = 0
    static let usage: Int32 = 64
    static let badData: Int32 = 65
    static let notFound: Int32 = 66
    static let unavailable: Int32 = 69
    static let internalError: Int32 = 70
    static let cannotCreate: Int32 = 73
    static let inputOutput: Int32 = 74
    static let tryLater: Int32 = 75
    static let notPermitted: Int32 = 77
    /// A budget file is wrong.
    static let badBudget: Int32 = 78
    /// There was nothing to judge.
    static let noVerdict: Int32 = 98
    /// A budget is breached.
    static let breached: Int32 = 99
    /// `run` failed before the child was started.
    static let childNotStarted: Int32 = 125
    static let commandNotExecutable: Int32 = 126
    static let commandNotFound: Int32 = 127
}
