import Glibc

/// Asks before something is done that cannot be undone.
enum Confirmation {
    /// Says `lines`, then waits for an answer; anything but yes is no.
    ///
    /// Without a terminal there is nobody to ask, and the failure says how to do without.
    static func ask(_ lines: [String]) throws(Failure) -> Bool {
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
            throw Failure(
                "cannot ask whether to do it: there is no terminal",
                "pass --yes to do it without being asked",
                status: ExitStatus.usage)
        }
        Talk.say(lines)
        let answer = readLine()?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }
}
