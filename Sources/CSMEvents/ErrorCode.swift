/// Error codes, which SDKs send as they name them themselves.
public enum ErrorCode {
    /// The code's last part after `::`, `.` or `#` (Ruby's class names, Java's packages, the wire's
    /// shape ids), or all of it.
    public static func lastPart(of code: String) -> Substring {
        guard let separator = code.lastIndex(where: { $0 == ":" || $0 == "." || $0 == "#" }) else {
            return code[...]
        }
        if code[separator] == ":", !code[..<separator].hasSuffix(":") { return code[...] }
        return code[code.index(after: separator)...]
    }
}
