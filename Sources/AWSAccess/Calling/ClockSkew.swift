import FoundationEssentials

/// How far this machine's clock is off, as an answer tells.
enum ClockSkew {
    /// A service takes a signature's time if it is five minutes off at most; we give up one of
    /// them, in seconds.
    private static let tolerated: TimeInterval = 240

    /// What to add to the clock, in seconds; `nil` if the time is not the matter, as far as the
    /// answer tells.
    ///
    /// An answer that says that the signature's time was the matter is believed: if its `Date` is
    /// none, or not that far off, the request was held up, and signing it anew is all it takes.
    static func offset(of response: HTTPResponse, now: Date) -> TimeInterval? {
        let offset = response.header("Date").flatMap(date)?.timeIntervalSince(now)
        if let offset, abs(offset) > tolerated { return offset }
        let message = ServiceError(response).message ?? ""
        let isAboutTime =
            message.contains("Signature expired") || message.contains("Signature not yet current")
        return isAboutTime ? offset ?? 0 : nil
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Of an HTTP date in the form of RFC 9110, section 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func date(_ text: String) -> Date? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT",
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return try? Date("\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z", strategy: .iso8601)
    }
}
