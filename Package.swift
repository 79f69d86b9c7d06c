// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "csm-record",
    products: [
        .executable(name: "csm-record", targets: ["csm-record"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    ],
    targets: [
        // Libraries, in the order the data flows. What each may import is written down, and
        // held, in Tests/ModuleBoundaryTests.
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CLinuxShims"),
        .target(name: "Gzip", dependencies: ["CZlib"]),
        .target(name: "CSMEvents"),
        .target(name: "OTLP", dependencies: ["CSMEvents"]),
        .target(
            name: "SpanEvents", dependencies: ["CSMEvents", "OTLP"],
            exclude: ["generate-service-ids"]),
        .target(
            name: "OTLPReceiver",
            dependencies: [
                "Gzip", "OTLP", "SpanEvents",
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        .target(name: "CSMCapture", dependencies: ["CLinuxShims"]),
        .target(name: "ChildCommand", dependencies: ["CLinuxShims"]),
        .target(name: "SessionStore", dependencies: ["CSMEvents", "CSQLite", "Gzip"]),
        .target(name: "CSMAnalysis", dependencies: ["CSMEvents"]),
        .target(name: "CSMBudget", dependencies: ["CSMEvents", "CSMAnalysis"]),
        .target(
            name: "IAMPolicy", dependencies: ["CSMEvents"], exclude: ["generate-iam-actions"]),
        .target(name: "CSMLive", dependencies: ["CSMEvents", "CSMAnalysis"]),
        .target(
            name: "CSMReport",
            dependencies: ["CSMEvents", "CSMAnalysis", "CSMBudget", "CSMLive", "IAMPolicy"]),
        .target(name: "TerminalScreen", dependencies: ["CLinuxShims"]),
        .target(
            name: "CSMPage",
            dependencies: [
                "CSMEvents", "CSMAnalysis", "CSMReport",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            resources: [.embedInCode("Resources")]),
        .target(
            name: "AWSAccess",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
        .target(name: "AthenaAccess", dependencies: ["AWSAccess"]),
        .target(name: "FirehoseLines", dependencies: ["CSMEvents"]),
        .target(
            name: "FirehoseDelivery", dependencies: ["CSMEvents", "AWSAccess", "FirehoseLines"]),
        .target(name: "FirehoseBackend", dependencies: ["CSMEvents", "FirehoseLines"]),
        // Engines: what takes its time, without options, texts or exit codes.
        .target(
            name: "CSMRecording",
            dependencies: ["CSMCapture", "OTLPReceiver", "SpanEvents", "SessionStore"]),
        .target(
            name: "SessionReading",
            dependencies: [
                "CSMEvents", "SpanEvents", "SessionStore", "CSMAnalysis", "CSMBudget", "IAMPolicy",
            ]),
        .target(
            name: "SessionFollowing",
            dependencies: [
                "CSMEvents", "SessionStore", "CSMAnalysis", "CSMLive", "SessionReading",
            ]),
        .target(name: "CSMReplaying", dependencies: ["CSMEvents", "CSMCapture", "SessionStore"]),
        .target(
            name: "FleetReading",
            dependencies: [
                "CSMEvents", "SessionStore", "CSMAnalysis", "CSMBudget", "FirehoseLines",
                "FirehoseBackend", "AthenaAccess",
            ]),
        .target(
            name: "FirehosePush",
            dependencies: ["SessionStore", "FirehoseLines", "FirehoseDelivery"]),
        // What is built: the plugin runs at the start of a build and is no part of the program.
        .plugin(
            name: "CommitLookup", capability: .buildTool(), path: "Sources/CommitLookup"),
        .target(name: "BuildCommit", exclude: ["lookup.sh"], plugins: ["CommitLookup"]),
        .target(
            name: "CSMRecordCLI",
            dependencies: [
                "CLinuxShims", "CSMEvents", "CSMCapture", "ChildCommand", "SessionStore",
                "CSMAnalysis", "CSMBudget", "IAMPolicy", "CSMReport", "CSMPage", "AWSAccess",
                "AthenaAccess", "FirehoseDelivery", "FirehoseBackend", "FleetReading",
                "CSMRecording", "SessionReading", "CSMReplaying", "FirehosePush",
                "Gzip", "BuildCommit", "OTLPReceiver", "CSMLive", "SessionFollowing",
                "TerminalScreen",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(
            name: "csm-record", dependencies: ["CSMRecordCLI"],
            // The libraries' debugging information would be two thirds of it.
            linkerSettings: [
                .unsafeFlags(["-Xlinker", "-s"], .when(configuration: .release))
            ]),

        // Tests: one target a library, the built binary in CSMRecordTests.
        .target(name: "CSMTestSupport", path: "Tests/CSMTestSupport"),
        .executableTarget(
            name: "flood-sender", dependencies: ["CSMCapture"], path: "Tests/FloodSender"),
        .executableTarget(
            name: "span-sender", dependencies: ["CSMCapture", "CSMTestSupport"],
            path: "Tests/SpanSender"),
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "CSMEvents", "SessionStore", "CSMTestSupport", "csm-record", "flood-sender",
                "span-sender",
            ],
            path: "Tests/Benchmarks",
            exclude: [
                "athena_bytes.py", "athena_events.py", "athena_layouts.py", "boto3_push.py",
                "boto3_rows.py", "page_frames.py",
            ]),
        .testTarget(name: "ModuleBoundaryTests", dependencies: ["CSMTestSupport"]),
        .testTarget(name: "GzipTests", dependencies: ["Gzip"]),
        .testTarget(name: "CSMEventsTests", dependencies: ["CSMEvents", "CSMTestSupport"]),
        .testTarget(
            name: "SpanEventsTests",
            dependencies: ["SpanEvents", "OTLP", "CSMEvents", "Gzip", "CSMTestSupport"],
            exclude: ["Oracle"]),
        .testTarget(
            name: "OTLPReceiverTests",
            dependencies: [
                "Gzip", "OTLPReceiver", "SpanEvents", "CSMTestSupport",
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            ]),
        .testTarget(name: "CSMCaptureTests", dependencies: ["CSMCapture", "CSMTestSupport"]),
        .testTarget(name: "ChildCommandTests", dependencies: ["ChildCommand", "CSMTestSupport"]),
        .testTarget(
            name: "SessionStoreTests",
            dependencies: ["SessionStore", "CSMEvents", "CSMTestSupport"]
        ),
        .testTarget(
            name: "CSMAnalysisTests", dependencies: ["CSMAnalysis", "CSMEvents", "CSMTestSupport"],
            exclude: ["Oracle"]),
        .testTarget(
            name: "FleetReadingTests",
            dependencies: ["FleetReading", "AthenaAccess", "CSMAnalysis", "CSMBudget"]),
        .testTarget(name: "CSMLiveTests", dependencies: ["CSMLive", "CSMAnalysis"]),
        .testTarget(name: "TerminalScreenTests", dependencies: ["TerminalScreen"]),
        .testTarget(
            name: "CSMBudgetTests",
            dependencies: ["CSMBudget", "CSMAnalysis", "CSMEvents", "CSMTestSupport"]),
        .testTarget(
            name: "IAMPolicyTests", dependencies: ["IAMPolicy", "CSMEvents", "CSMTestSupport"],
            exclude: ["Oracle"]),
        .testTarget(
            name: "CSMReportTests",
            dependencies: [
                "CSMReport", "CSMBudget", "CSMAnalysis", "CSMEvents", "CSMLive", "IAMPolicy",
                "CSMTestSupport",
            ],
            exclude: ["Golden"]),
        .testTarget(
            name: "CSMPageTests",
            dependencies: [
                "CSMPage", "CSMReport", "CSMAnalysis", "CSMEvents", "CSMTestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .testTarget(
            name: "AWSAccessTests", dependencies: ["AWSAccess", "CSMTestSupport"],
            exclude: ["Oracle"]),
        .testTarget(
            name: "AthenaAccessTests",
            dependencies: ["AthenaAccess", "AWSAccess", "CSMTestSupport"]),
        .testTarget(name: "FirehoseLinesTests", dependencies: ["FirehoseLines", "CSMTestSupport"]),
        .testTarget(
            name: "FirehoseDeliveryTests",
            dependencies: ["FirehoseDelivery", "FirehoseLines", "AWSAccess", "CSMTestSupport"]),
        .testTarget(
            name: "CSMRecordingTests",
            dependencies: ["CSMRecording", "CSMCapture", "SessionStore", "CSMTestSupport"]),
        .testTarget(
            name: "SessionReadingTests",
            dependencies: [
                "SessionReading", "SessionStore", "CSMAnalysis", "CSMBudget", "CSMTestSupport",
            ]),
        .testTarget(
            name: "SessionFollowingTests",
            dependencies: [
                "SessionFollowing", "SessionStore", "CSMAnalysis", "CSMLive", "CSMEvents",
                "CSMTestSupport",
            ]),
        .testTarget(
            name: "CSMReplayingTests",
            dependencies: [
                "CSMReplaying", "CSMCapture", "SessionStore", "CSMTestSupport",
            ]),
        .testTarget(
            name: "FirehosePushTests",
            dependencies: [
                "FirehosePush", "FirehoseDelivery", "FirehoseLines", "AWSAccess", "SessionStore",
                "CSMTestSupport",
            ]),
        .testTarget(
            name: "CSMRecordTests",
            dependencies: ["CSMTestSupport", "csm-record", "flood-sender"],
            exclude: ["Oracle"]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets
where ![.system, .plugin].contains(target.type) && target.name != "CLinuxShims" {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .treatAllWarnings(as: .error),
    ]
}

// A sanitizer's build is of a few test targets, and need not take the time of all:
// CSM_RECORD_ONLY_TESTS names them, separated by commas.
if let names = Context.environment["CSM_RECORD_ONLY_TESTS"] {
    var needed = names.split(separator: ",").map(String.init)
    var kept: Set<String> = []
    while let name = needed.popLast() {
        guard let target = package.targets.first(where: { $0.name == name }),
            kept.insert(name).inserted
        else { continue }
        for case .byNameItem(let name, _) in target.dependencies { needed.append(name) }
    }
    package.targets.removeAll { !kept.contains($0.name) }
    package.products = []
}
