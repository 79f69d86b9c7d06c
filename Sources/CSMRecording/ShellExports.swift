/// Variables as commands for a shell to evaluate.
enum ShellExports {
    static func text(_ variables: [(name: String, value: String)]) -> String {
        variables.map { "export \($0.name)=\(quoted($0.value))\n" }.joined()
    }

    private static func quoted(_ value: String) -> String {
        let isPlain = value.utf8.allSatisfy {
            switch $0 {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "._:/,-".utf8.contains($0)
            }
        }
        if isPlain { return value }
        let escaped = value.map { $0 == "'" ? "'\\''" : String($0) }.joined()
        return "'\(escaped)'"
    }
}
