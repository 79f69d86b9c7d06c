/// Sums and products of what came in datagrams or out of a file: where they are larger than a number
/// can be, they are the largest number.
extension Int {
    func bounded(plus other: Int) -> Int {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? (other < 0 ? .min : .max) : sum
    }

    func bounded(times other: Int) -> Int {
        let (product, overflows) = multipliedReportingOverflow(by: other)
        return overflows ? ((self < 0) == (other < 0) ? .max : .min) : product
    }
}
