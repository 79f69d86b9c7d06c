/// Limits above what was measured.
enum Headroom {
    /// A latency limit half again as high as what was measured, in milliseconds, and a round number:
    /// two digits that count.
    static func latency(_ milliseconds: Int) -> Int {
        let wanted = max(10, (milliseconds * 3 + 1) / 2)
        var scale = 1
        while wanted / scale >= 100 { scale *= 10 }
        return (wanted + scale - 1) / scale * scale
    }
}
