/// How the verdicts of a check are written.
public enum CheckFormat: String, Sendable, CaseIterable {
    case text, json, junit, github, markdown
}
