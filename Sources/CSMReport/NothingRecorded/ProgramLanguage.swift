/// The language of a program that calls AWS, of those whose calls OpenTelemetry can show.
enum ProgramLanguage: CaseIterable {
    case javaScript, python, java, go, ruby, rust

    /// What the command line tells; `nil` where it tells nothing.
    init?(of command: [String]) {
        let first = command.first.map(Self.name) ?? ""
        let words =
            Self.starters.contains(first)
            ? command.dropFirst().flatMap(Self.words) : [command.first ?? ""]
        let byName = words.lazy.compactMap { Self.programs[Self.name($0)] }.first
        let byEnding = command.lazy.flatMap(Self.words).compactMap(Self.ending).first
        guard let language = byName ?? byEnding else { return nil }
        self = language
    }

    /// Programs that start another one, which their arguments name.
    private static let starters: Set = [
        "sh", "bash", "dash", "zsh", "fish", "ksh", "busybox", "env", "sudo", "time", "timeout",
        "nice", "nohup", "setsid", "stdbuf", "xargs", "strace", "aws-vault", "direnv", "dotenv",
        "make", "just", "task", "watch", "hyperfine", "script",
    ]

    private static let programNames: [ProgramLanguage: [String]] = [
        .javaScript: [
            "node", "nodejs", "npm", "npx", "pnpm", "pnpx", "yarn", "tsx", "ts-node", "jest",
            "vitest", "mocha", "ava", "next", "nest", "nodemon", "cdk", "serverless", "sls", "sst",
        ],
        .python: [
            "python", "pypy", "pytest", "py.test", "ipython", "tox", "nox", "uv", "uvx", "poetry",
            "pipenv", "pdm", "hatch", "uvicorn", "gunicorn", "celery", "flask", "django-admin",
            "airflow", "dbt", "opentelemetry-instrument",
        ],
        .java: ["java", "mvn", "mvnw", "gradle", "gradlew", "sbt", "scala", "kotlin"],
        .go: ["go", "gotestsum"],
        .ruby: ["ruby", "bundle", "bundler", "rake", "rails", "rspec", "irb"],
        .rust: ["cargo"],
    ]

    private static let programs: [String: ProgramLanguage] = programNames.reduce(into: [:]) {
        for name in $1.value { $0[name] = $1.key }
    }

    private static let endings: [String: ProgramLanguage] = [
        "js": .javaScript, "mjs": .javaScript, "cjs": .javaScript, "ts": .javaScript,
        "py": .python, "jar": .java, "go": .go, "rb": .ruby,
    ]

    /// A program's name without its folder and its version, as in `/usr/bin/python3.13`.
    private static func name(_ word: String) -> String {
        let file = word.split(separator: "/").last ?? ""
        let name = file.prefix(
            file.count - file.reversed().prefix { "0123456789.".contains($0) }.count)
        return String(name).lowercased()
    }

    private static func ending(_ word: String) -> ProgramLanguage? {
        guard let file = word.split(separator: "/").last, let dot = file.lastIndex(of: ".") else {
            return nil
        }
        return endings[String(file[file.index(after: dot)...])]
    }

    /// Those of an argument, which may be a shell's script.
    private static func words(_ argument: String) -> [String] {
        argument.split { $0.isWhitespace || ";|&()<>{}`'\"".contains($0) }.map(String.init)
    }
}
