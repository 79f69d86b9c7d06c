/// Credentials that a program writes on its standard output.
///
/// Source: "Process credential provider" in the AWS SDKs and tools reference guide.
struct ProcessProvider: CredentialsProvider {
    let name: String
    /// A line for the shell.
    let command: String
    let surroundings: Surroundings

    func credentials() throws(AWSAccessError) -> Credentials {
        let operation = "get credentials from \(name)"
        let output: ProcessOutput
        do throws(ProcessOutput.Failure) {
            output = try ProcessOutput(ofShell: command, environment: surroundings.unobserved)
        } catch {
            throw .credentials(operation, error.reason)
        }
        guard output.status == 0 else {
            throw .credentials(operation, "it exited with status \(output.status)")
        }
        let document = try CredentialsDocument(output.bytes, from: name)
        guard document.version == 1 else {
            throw .credentials(operation, "its output has no \"Version\": 1")
        }
        return try document.credentials(from: name)
    }
}
