import CSMTestSupport
import Foundation
import Testing

@testable import IAMPolicy

/// The map holds what the packages that it is made from say.
struct ReferenceTests {
    private static let oracle = Fixtures.root.appending(
        path: "Tests/IAMPolicyTests/Oracle/unknown_actions.py"
    ).path

    private func unknown(_ actions: some Sequence<String>) throws -> [String] {
        let result = try Program.run(
            Program.python, [Self.oracle], input: Data(actions.joined(separator: "\n").utf8))
        #expect(result.status == 0, "\(result.errors)")
        return result.output.split(separator: "\n").map(String.init)
    }

    @Test func `every action of every operation is in the service authorization reference`() throws
    {
        var actions: Set<String> = []
        var operations = 0
        for id in IAMActions.services {
            let service = try #require(IAMActions.service(id))
            for operation in service.operations {
                let needs = try #require(service.needs(of: operation), "\(id).\(operation)")
                actions.formUnion((needs.actions + needs.someRequests).map(\.description))
                operations += 1
            }
        }
        #expect(operations > 18_000)
        #expect(actions.count > 15_000)
        #expect(try unknown(actions) == [])
    }

    @Test func `an action that is not in the reference is found out`() throws {
        let made = ["s3:ListObjectsV2", "s3:getobject", "nowhere:GetObject", "s3:GetObject"]
        #expect(try unknown(made) == Array(made.dropLast()))
    }

    @Test func `the map is what its script makes of the installed packages`() throws {
        let folder = Fixtures.root.appending(path: "Sources/IAMPolicy")
        let made = try Program.run(
            Program.python, [folder.appending(path: "generate-iam-actions").path])
        #expect(made.status == 0, "\(made.errors)")
        let map = try String(
            contentsOf: folder.appending(path: "IAMActions+Table.swift"), encoding: .utf8)
        // Not compared by #expect: the difference would be a report of 7,000 lines.
        let isSame = made.output == map
        #expect(isSame, "run Sources/IAMPolicy/generate-iam-actions")
        #expect(made.errors.contains("operations without a known action"))
    }
}
