import Foundation

/// A parsed JSON document, for tests to look things up in.
///
/// Foundation's parser, so that ours is not its own judge.
public struct JSON {
    public let value: Any?

    public init(_ text: String) throws {
        value = try JSONSerialization.jsonObject(
            with: Data(text.utf8), options: [.fragmentsAllowed])
    }

    private init(value: Any?) { self.value = value }

    public subscript(_ key: String) -> JSON { JSON(value: (value as? [String: Any])?[key]) }
    public subscript(_ index: Int) -> JSON {
        let array = value as? [Any] ?? []
        return JSON(value: array.indices.contains(index) ? array[index] : nil)
    }

    public var array: [JSON] { (value as? [Any] ?? []).map { JSON(value: $0) } }
    public var keys: Set<String> { Set((value as? [String: Any] ?? [:]).keys) }
    public var string: String? { value as? String }
    public var int: Int? { (value as? NSNumber)?.intValue }
    public var double: Double? { (value as? NSNumber)?.doubleValue }
    /// As one text, the same for values that are equal.
    public var text: String {
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .fragmentsAllowed]
        let data = value.flatMap {
            try? JSONSerialization.data(withJSONObject: $0, options: options)
        }
        return String(decoding: data ?? Data(), as: UTF8.self)
    }
    public var isNull: Bool { value is NSNull }
}
