import CSMAnalysis

/// What the user of a live table has asked for so far: keys in, what to show out.
public struct LiveControls: Sendable {
    /// A key that was pressed.
    public enum Key: Sendable, Equatable {
        case character(Character)
        case enter, escape, backspace
        /// Ctrl-U: all of a line.
        case kill
        /// One that means nothing here, such as an arrow.
        case other
    }

    public private(set) var query: LiveQuery
    public private(set) var isPaused = false
    public private(set) var showsHelp = false
    public private(set) var wantsToQuit = false
    /// The filter while it is typed; `nil` while none is.
    public private(set) var typing: String?
    /// The filter in force, as it was typed; empty for none.
    public private(set) var filter = ""

    /// No operation has a longer name.
    private static let mostTyped = 200

    public init(_ query: LiveQuery) { self.query = query }

    public mutating func press(_ key: Key) {
        if typing != nil { return type(key) }
        switch key {
        case .character("q"): wantsToQuit = true
        case .character("s"): query.order = query.order.next
        case .character("p"), .character(" "): isPaused.toggle()
        case .character("e"): query.errorsOnly.toggle()
        case .character("w"): query.focus = query.focus == .window ? .sinceStart : .window
        case .character("/"): typing = filter
        case .character("?"), .character("h"): showsHelp.toggle()
        case .escape:
            if showsHelp { showsHelp = false } else { use("") }
        default: break
        }
    }

    private mutating func type(_ key: Key) {
        switch key {
        case .character(let character):
            if typing?.count ?? 0 < Self.mostTyped { typing?.append(character) }
        case .backspace: _ = typing?.popLast()
        case .kill: typing = ""
        case .enter:
            use(typing ?? "")
            typing = nil
        case .escape: typing = nil
        case .other: break
        }
    }

    private mutating func use(_ text: String) {
        filter = text
        let words = text.filter { $0 != " " }
        if words.isEmpty {
            query.filter = []
        } else if words.contains(where: { "*?.".contains($0) }) {
            query.filter = [OperationGlob(words)]
        } else {
            // Whoever types a part of a name means all operations that have it.
            query.filter = [OperationGlob("*\(words)*.*"), OperationGlob("*.*\(words)*")]
        }
    }
}
