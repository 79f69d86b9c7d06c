import CSMTestSupport
import Foundation
import Testing

/// Data flows one way: each target may import what stands here, and the system's own modules.
struct ModuleBoundaryTests {
    private static let allowed: [String: Set<String>] = [
        "CSQLite": [],
        "CZlib": [],
        "CLinuxShims": [],
        "Gzip": ["CZlib"],
        "CSMEvents": [],
        "OTLP": ["CSMEvents"],
        "SpanEvents": ["CSMEvents", "OTLP"],
        "OTLPReceiver": [
            "Gzip", "OTLP", "SpanEvents", "NIOConcurrencyHelpers", "NIOCore", "NIOHTTP1",
            "NIOPosix",
        ],
        "CSMCapture": ["CLinuxShims"],
        "ChildCommand": ["CLinuxShims"],
        "SessionStore": ["CSMEvents", "CSQLite", "Gzip", "FoundationEssentials"],
        "CSMAnalysis": ["CSMEvents"],
        "CSMBudget": ["CSMEvents", "CSMAnalysis"],
        "IAMPolicy": ["CSMEvents"],
        "CSMLive": ["CSMEvents", "CSMAnalysis"],
        "CSMReport": ["CSMEvents", "CSMAnalysis", "CSMBudget", "CSMLive", "IAMPolicy"],
        "TerminalScreen": ["CLinuxShims"],
        "CSMPage": ["CSMEvents", "CSMAnalysis", "CSMReport", "Crypto"],
        "AWSAccess": [
            "Crypto", "AsyncHTTPClient", "NIOConcurrencyHelpers", "NIOCore", "NIOHTTP1", "NIOPosix",
            "NIOSSL", "FoundationEssentials",
        ],
        "AthenaAccess": ["AWSAccess", "FoundationEssentials"],
        "FirehoseLines": ["CSMEvents"],
        "FirehoseDelivery": ["CSMEvents", "AWSAccess", "FirehoseLines", "FoundationEssentials"],
        "FirehoseBackend": ["CSMEvents", "FirehoseLines"],
        "CSMRecording": ["CSMCapture", "OTLPReceiver", "SpanEvents", "SessionStore"],
        "SessionReading": [
            "CSMEvents", "SpanEvents", "SessionStore", "CSMAnalysis", "CSMBudget", "IAMPolicy",
        ],
        "SessionFollowing": [
            "CSMEvents", "SessionStore", "CSMAnalysis", "CSMLive", "SessionReading",
        ],
        "CSMReplaying": ["CSMEvents", "CSMCapture", "SessionStore"],
        "FleetReading": [
            "CSMEvents", "SessionStore", "CSMAnalysis", "CSMBudget", "FirehoseLines",
            "FirehoseBackend", "AthenaAccess",
        ],
        "FirehosePush": ["SessionStore", "FirehoseLines", "FirehoseDelivery"],
        // A plugin of the build, which is no part of the program.
        "CommitLookup": ["PackagePlugin", "Foundation"],
        "BuildCommit": [],
        "CSMRecordCLI": [
            "CLinuxShims", "CSMEvents", "CSMCapture", "ChildCommand", "SessionStore", "CSMAnalysis",
            "CSMBudget", "IAMPolicy", "CSMReport", "CSMPage", "AWSAccess", "AthenaAccess",
            "FirehoseDelivery", "FirehoseBackend", "FleetReading", "CSMRecording", "SessionReading",
            "CSMReplaying", "FirehosePush", "Gzip", "OTLPReceiver", "BuildCommit", "CSMLive",
            "SessionFollowing", "TerminalScreen",
            "ArgumentParser", "FoundationEssentials",
        ],
        "csm-record": ["CSMRecordCLI"],
    ]

    /// Parts of the toolchain that cost nothing at start-up.
    ///
    /// Foundation is not among them: all of it would add 40 MB and several milliseconds to every
    /// recorded command. FoundationEssentials adds neither.
    private static let system: Set<String> = ["Glibc", "Synchronization"]

    private static let sources = Fixtures.root.appending(path: "Sources")

    @Test func `every target is in the table`() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path)
        #expect(Set(folders) == Set(Self.allowed.keys))
    }

    @Test(arguments: allowed.keys.sorted())
    func `imports follow the arrows`(target: String) throws {
        let folder = Self.sources.appending(path: target)
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        #expect(!files.isEmpty)
        for file in files where file.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            for line in text.split(separator: "\n") {
                guard let module = Self.importedModule(line) else { continue }
                let isAllowed =
                    Self.system.contains(module)
                    || Self.allowed[target, default: []].contains(module)
                #expect(isAllowed, "\(target)/\(file) imports \(module)")
            }
        }
    }

    private static func importedModule(_ line: Substring) -> String? {
        var words = line.split(separator: " ").map(String.init)
        while let first = words.first,
            ["public", "internal", "package", "private"].contains(first) || first.hasPrefix("@")
        {
            words.removeFirst()
        }
        guard words.first == "import", words.count > 1 else { return nil }
        // `import struct Module.Type` names the module before the dot.
        return String(words[words.count - 1].split(separator: ".")[0])
    }
}
