/// A call of one query's.
enum AthenaCall: Equatable {
    case start
    /// How far the query of that id is.
    case status(String)
    /// A page of its result: the first, or the one of a token.
    case page(String, token: String?)
    case stop(String)
}
