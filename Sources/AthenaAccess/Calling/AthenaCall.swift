/// A call of one query's.
enum AthenaCall: Equatable {
    case start
    /// How far the query of that id is.
    case status(String)
    /// A page of its result, the first or the one of a token, with so many rows at most.
    case page(String, token: String?, rows: Int)
    case stop(String)
}
