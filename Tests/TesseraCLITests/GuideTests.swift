import Foundation
import Testing

/// The output in the guide is that of its commands.
@Suite struct GuideTests {
    private static let folder = URL(filePath: #filePath).appending(path: "../../../docs/guides").standardized

    private static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    @Test(arguments: [("houses", "before"), ("houses-corrected", "after")])
    func commandsGiveWhatTheGuideShows(_ data: String, _ pictures: String) async throws {
        let tool = try Tool()
        try tool.folder.write(try Self.text("\(data).csv"), to: "\(data).csv")
        let command = "fit linear --data \(data).csv --target price --charts \(pictures)"
        let guide = try Self.text("regression.md")
        #expect(guide.contains("tessera \(command)\n"))
        let outcome = try await tool.run(command)
        #expect(outcome.status == 0 && guide.contains("```text\n\(outcome.output)```"), "\(outcome.output)")
        for picture in ["residuals.svg", "quantiles.svg", "leverage.svg"] {
            #expect(try tool.folder.text("\(pictures)/\(picture)") == (try Self.text("\(pictures)/\(picture)")))
        }
    }

    @Test func saysWhichPicturesThereAreNot() async throws {
        let tool = try Tool()
        try tool.folder.write(try Self.text("houses.csv"), to: "houses.csv")
        let outcome = try await tool.run("fit linear --data houses.csv --target price --l2 1 --charts pictures")
        #expect(outcome.status == 0 && outcome.messages.contains("quantiles and leverage need standard errors"))
        _ = try tool.folder.text("pictures/residuals.svg")
        #expect(throws: (any Error).self) { try tool.folder.text("pictures/leverage.svg") }
    }

    @Test func picturesOfWhatHasNoneAreRefused() async throws {
        let tool = try Tool()
        let outcome = try await tool.run("fit logistic --data x.csv --target y --charts pictures")
        #expect(outcome.status == 64 && outcome.messages.contains("linear regressions have them"))
    }
}
