import Crypto
import Foundation
import Testing

@testable import CSMPage

/// The page's style and script, and the policy that allows them.
struct AssetTests {
    private func digest(_ bytes: [UInt8]) -> String {
        "'sha256-" + Data(SHA256.hash(data: Data(bytes))).base64EncodedString() + "'"
    }

    @Test func `the policy allows the style and the script that are in the page`() {
        #expect(PageAssets.policy.contains("script-src " + digest(PageAssets.script)))
        #expect(PageAssets.policy.contains("style-src " + digest(PageAssets.style)))
        #expect(PageAssets.policy.hasPrefix("default-src 'none'; "))
    }

    @Test(arguments: 0..<8)
    func `a digest is written as base64 is`(length: Int) {
        let bytes = [UInt8](repeating: 0xA5, count: length)
        #expect("'" + PageAssets.hash(bytes) + "'" == digest(bytes))
    }

    /// What ends the elements that they are in, or begins a comment there, would break the page.
    @Test func `nothing in style and script ends their elements`() {
        for bytes in [PageAssets.style, PageAssets.script] {
            let text = String(decoding: bytes, as: UTF8.self).lowercased()
            for mark in ["</style", "</script", "<!--", "\r"] { #expect(!text.contains(mark)) }
        }
    }

    @Test func `the skeleton has no style attribute and no handler, which the policy forbids`() {
        let text = String(decoding: PageAssets.template, as: UTF8.self)
        #expect(text.firstMatch(of: #/ style=| on[a-z]+=/#) == nil)
    }
}
