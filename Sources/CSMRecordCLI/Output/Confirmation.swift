import Glibc

/// Asks before something is done that cannot be undone.
enum Confirmation {
    /// Says `lines`, then waits for an answer; anything but yes is no.
    ///
    /// Without a terminal there is nobody to ask, and the failure says how to do without.
    static func ask(_ lines: [String]) throws(Failure) -> Bool {
        guard isPossible else {
            throw Failure(
                "cannot ask for confirmation: there is no terminal",
                "pass --yes to remove without confirmation",
                status: ExitStatus.usage)
        }
        Talk.say(lines)
        let answer = readLine()?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }

    /// Whether there is somebody to ask.
    static var isPossible: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Says `choices` with a number before each, then waits for one of the numbers, or `all`; the
    /// places that were chosen, none for any other answer.
    static func choose(_ choices: [String], _ question: String) -> [Int] {
        Talk.say(
            choices.enumerated().map { "\($0 + 1)  \($1)" }
                + ["\(question) [1-\(choices.count), all, or none]"])
        let answer = readLine()?.lowercased() ?? ""
        if answer == "all" { return Array(choices.indices) }
        return Int(answer).map { [$0 - 1] }?.filter(choices.indices.contains) ?? []
    }
}
