/// What is right in place of a value that is wrong, where the parser itself does not know.
enum ValueHints {
    private static let byValueName = [
        "time": "a number with a unit, such as 250ms, 1.5s, 5m, 12h, 30d",
        "factor": "a number such as 4 or 0.5, or max",
        "port": "a number from 1 to 65535, or auto",
        "k=v": "a name and a value, such as branch=main",
        "a,b": "two different names with a comma between them, such as base,new",
        "name=value": "a name and a value, such as branch=main",
        "host:port": "a numeric address and a port, such as 127.0.0.1:31000",
        "format=file": "text, json, junit, github or markdown, and a file: junit=check.xml",
    ]
    private static let pointInTime =
        "a time before now such as 12h or 7d, or a UTC date such as "
        + "2026-11-20 or 2026-11-20T17:00:00Z"
    private static let byOption = [
        "--since": pointInTime, "--base-since": pointInTime, "--base-until": pointInTime,
        "--max-scan": "a number of bytes with a unit, such as 500MiB or 10GiB",
        "--percentiles": "numbers above 0 and up to 100, separated by commas: 50,90,99.9",
        "--by": "one or more of service, api, region, client, sdk, host, status, session, "
            + "resource, mark and tag:NAME, and with --athena function, day and hour, each "
            + "once, separated by commas",
        "--metric": "p50, or another percentile such as p95 or p99.9, or mean",
    ]

    /// The parser's message, its first line completed.
    static func completed(_ message: String) -> String {
        guard let match = message.firstMatch(of: /is invalid for '(--?[a-z-]+) <([^>]+)>'(?=\n|$)/),
            let hint = byOption[String(match.1)] ?? byValueName[String(match.2)]
        else { return message }
        return message.replacingCharacters(in: match.range, with: "\(match.0); expected \(hint)")
    }
}

extension String {
    fileprivate func replacingCharacters(
        in range: Range<String.Index>, with text: String
    ) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
