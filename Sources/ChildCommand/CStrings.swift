import Glibc

/// A NULL-terminated array of C strings, as exec(3) takes its arguments and its environment.
struct CStrings: ~Copyable {
    private var pointers: [UnsafeMutablePointer<CChar>?]

    init(_ strings: [[UInt8]]) {
        pointers = strings.map { string in string.withCString { strdup($0) } } + [nil]
    }

    /// The process's own environment byte for byte (it need be no UTF-8), but for `additions`,
    /// which replace what is there by the same name.
    init(environmentWith additions: [(name: String, value: String)]) {
        pointers = []
        var entry = environ
        while let variable = entry.pointee {
            let isReplaced = additions.contains {
                strncmp(variable, "\($0.name)=", $0.name.utf8.count + 1) == 0
            }
            if !isReplaced { pointers.append(strdup(variable)) }
            entry += 1
        }
        pointers += additions.map { strdup("\($0.name)=\($0.value)") }
        pointers.append(nil)
    }

    deinit { for pointer in pointers { free(pointer) } }

    func withPointers<Result>(
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        pointers.withUnsafeBufferPointer { buffer in
            guard let first = buffer.baseAddress else { preconditionFailure("it ends in NULL") }
            return body(first)
        }
    }
}
