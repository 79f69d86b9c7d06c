import Crypto

/// The page's style and script, and the policy that allows these and nothing else.
enum PageAssets {
    static let style = PackageResources.page_css
    static let template = PackageResources.page_html

    /// The scripts as one, in a block of its own so that no name of theirs is anyone else's.
    static let script: [UInt8] = {
        let parts = [
            PackageResources.data_js, PackageResources.filter_js, PackageResources.tables_js,
            PackageResources.view_js, PackageResources.drawing_js, PackageResources.canvas_js,
            PackageResources.pointing_js, PackageResources.start_js,
        ]
        return Array("\"use strict\";\n{\n".utf8) + parts.joined() + Array("}\n".utf8)
    }()

    /// The Content-Security-Policy: nothing is loaded from anywhere, no script and no style but
    /// ours is used, and no text ever becomes markup.
    static let policy = [
        "default-src 'none'",
        "script-src '\(hash(script))'",
        "style-src '\(hash(style))'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ].joined(separator: "; ")

    /// As a policy names what is allowed: `sha256-` and the base64 of the digest.
    static func hash(_ bytes: [UInt8]) -> String {
        "sha256-" + base64(Array(SHA256.hash(data: bytes)))
    }

    private static let digits = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func base64(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                let digit = digits[bits >> (18 - 6 * place) & 63]
                output.append(place <= group.count ? digit : UInt8(ascii: "="))
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
