import CSMAnalysis
import CSMBudget

extension CheckReport {
    /// JUnit's XML as Jenkins, GitLab and GitHub's reporters read it: a test case for each rule and
    /// operation, `failure` for a breach, `error` for a missing verdict that fails the check, `skipped` for what
    /// was not applied.
    func junit() -> String {
        let failures = count(.breached, warnings: false)
        let errors = count(.none, warnings: false)
        let skipped = result.verdicts.count { $0.outcome == .notApplied }
        let counts =
            "tests=\"\(result.verdicts.count + (result.callList == nil ? 0 : 1))\" failures=\"\(failures)\" errors=\"\(errors)\" "
            + "skipped=\"\(skipped)\""
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<testsuites name=\"csm-record check\" \(counts)>",
        ]
        let started = sessions.first.map { String($0.startedText.prefix(19)) } ?? ""
        let timestamp = started.isEmpty ? "" : " timestamp=\"\(started)\""
        lines.append(
            "  <testsuite name=\"\(Self.attribute(result.budget.source))\" \(counts)\(timestamp)>")
        lines.append("    <properties>")
        for session in sessions {
            lines.append(
                "      <property name=\"session\" value=\"\(Self.attribute(session.id))\"/>")
        }
        lines.append("    </properties>")
        lines += result.verdicts.flatMap(testCase)
        lines += result.callList.map(testCase) ?? []
        return (lines + ["  </testsuite>", "</testsuites>"]).joined(separator: "\n") + "\n"
    }

    private func testCase(_ verdict: Verdict) -> [String] {
        let subject = subject(verdict)
        let name = verdict.rule.source + (subject.isEmpty ? "" : " [\(subject)]")
        let place = verdict.rule.place
        let opening =
            "    <testcase classname=\"\(Self.attribute(place.source))\" "
            + "name=\"\(Self.attribute(name))\" file=\"\(Self.attribute(place.source))\" "
            + "line=\"\(place.line)\" time=\"0\""
        let worst = evidence(verdict).map(Self.content)
        let sentence = self.sentence(verdict)
        switch verdict.outcome {
        case .met: return [opening + "/>"]
        case .suspect,
            .breached where verdict.rule.isWarning:
            let word = verdict.outcome == .suspect ? "suspect" : "warning"
            let text = ["\(word): " + Self.content(sentence)] + worst
            return [
                opening + ">",
                "      <system-out>" + text.joined(separator: "\n") + "</system-out>",
                "    </testcase>",
            ]
        case .breached:
            let text = [Self.content("\(self.place(verdict.rule)): \(sentence)")] + worst
            return [
                opening + ">",
                "      <failure type=\"budget\" message=\"\(Self.attribute(sentence))\">"
                    + text.joined(separator: "\n") + "</failure>",
                "    </testcase>",
            ]
        case .none where verdict.rule.isWarning:
            return [
                opening + ">",
                "      <system-out>warning: no verdict: " + Self.content(sentence)
                    + "</system-out>",
                "    </testcase>",
            ]
        case .none:
            let text = Self.content("\(self.place(verdict.rule)): no verdict: \(sentence)")
            return [
                opening + ">",
                "      <error type=\"no verdict\" message=\"\(Self.attribute(sentence))\">" + text
                    + "</error>",
                "    </testcase>",
            ]
        case .notApplied:
            let message = Self.attribute("\(verdict.outcome.rawValue): \(sentence)")
            return [
                opening + ">", "      <skipped message=\"\(message)\"/>", "    </testcase>",
            ]
        }
    }

    private func testCase(_ list: CallListComparison) -> [String] {
        let file = Self.attribute(list.file)
        let opening =
            "    <testcase classname=\"\(file)\" name=\"calls\" file=\"\(file)\" time=\"0\""
        let sentence = self.sentence(list)
        let element: String
        switch list.outcome {
        case .met: return [opening + "/>"]
        case .none: element = "error"
        case .breached, .suspect, .notApplied: element = "failure"
        }
        let text =
            ([sentence] + (list.outcome == .none ? [] : changedLines(list) + [acceptance(list)]))
            .map(Self.content).joined(separator: "\n")
        return [
            opening + ">",
            "      <\(element) type=\"snapshot\" message=\"\(Self.attribute(sentence))\">\(text)"
                + "</\(element)>",
            "    </testcase>",
        ]
    }

    /// Text without control characters, which XML cannot hold at all, and without what GitHub's runner
    /// takes for a command where it is printed.
    private static func content(_ text: String) -> String {
        var output = ""
        var previous: Unicode.Scalar = " "
        for scalar in DisplayText.line(text).unicodeScalars {
            defer { previous = scalar }
            switch scalar {
            case "#" where previous == "#": output += "&#35;"
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            // Noncharacters are none of XML's either.
            case "\u{FFFE}", "\u{FFFF}": output += "\u{FFFD}"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }

    private static func attribute(_ text: String) -> String {
        // By scalars: a quote with an accent is a quote to XML.
        content(text).unicodeScalars.map { $0 == "\"" ? "&quot;" : String($0) }.joined()
    }
}
