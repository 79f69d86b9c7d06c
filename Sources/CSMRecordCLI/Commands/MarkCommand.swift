public import ArgumentParser
import CSMCapture
public import CSMEvents

struct MarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mark",
        abstract: "Mark the beginning or end of a section of the recording, such as a test.",
        discussion: """
            Sends one datagram to the current recording. Calls that start between begin and end \
            belong to the mark: see stats --by mark, show --mark, and per=mark in a budget. \
            Programs can send the datagram themselves; see the man page.

            Examples:
              csm-record mark begin upload
              ./upload.sh
              csm-record mark end upload
            """)

    @Argument(help: "begin or end.")
    var phase: MarkEvent.Phase

    @Argument(help: "The mark's name.")
    var name: String

    func validate() throws {
        if name.isEmpty { throw ValidationError("The mark's name must not be empty.") }
        if name.utf8.count > EventLabels.textLimit {
            throw ValidationError(
                "The mark's name must not be longer than \(EventLabels.textLimit) bytes.")
        }
    }

    func run() throws {
        guard let address = SocketAddress.environment else {
            throw Failure(
                "cannot send a mark: AWS_CSM_HOST and AWS_CSM_PORT are not set to an address",
                "marks work inside a recording: csm-record run -- COMMAND",
                status: ExitStatus.unavailable)
        }
        let mark = MarkEvent(
            name: name, phase: phase, clientID: SystemFacts.environment("AWS_CSM_CLIENT_ID"))
        do throws(CaptureError) {
            let sender = try DatagramSender(to: address)
            try sender.send(mark.bytes)
        } catch {
            throw Failure(
                "cannot send a mark to \(address): \(error.reason)",
                status: ExitStatus.unavailable)
        }
    }
}

extension MarkEvent.Phase: ExpressibleByArgument {}
