import Foundation
import Testing

/// The pages on the source name only what exists.
@Suite struct DocumentationTests {
    private static let checkout = URL(filePath: #filePath).appending(path: "../../..").standardized

    /// The pages that tell where things are. Decisions tell what was, and keep the names of their day.
    private static let pages: [String] = {
        let folder = checkout.appending(path: "docs").path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return ["README.md", "CONTRIBUTING.md", "SECURITY.md"]
            + names.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
    }()

    /// The paths of all files and folders, but for what builds make.
    private static let paths: [String] = {
        guard let files = FileManager.default.enumerator(atPath: checkout.path) else { return [] }
        var paths: [String] = []
        for case let path as String in files {
            let name = path.split(separator: "/").last ?? ""
            if name.hasPrefix(".build") || name == ".git" || name == ".venv" {
                files.skipDescendants()
            } else {
                paths.append("/\(path)")
            }
        }
        return paths
    }()

    private static func text(_ page: String) throws -> String {
        try String(contentsOf: checkout.appending(path: page), encoding: .utf8)
    }

    @Test func pagesAreFound() {
        #expect(Self.pages.count > 6 && Self.paths.count > 500)
    }

    /// A path in backticks may leave out the folders that it begins with, as in `Plan/Runtime/PlanRun.swift`.
    @Test(arguments: pages)
    func pathsInBackticksExist(_ page: String) throws {
        let endings = "swift|h|c|md|svg|sh|yml|txt|csv"
        let path = try Regex(
            "`([\\w.+*-]+(?:/[\\w.+*-]+)+/?|[\\w.+*-]+\\.(?:\(endings)))`", as: (Substring, Substring).self)
        for match in try Self.text(page).matches(of: path) where !match.1.hasPrefix(".build") {
            let pattern = "/" + (match.1.hasSuffix("/") ? match.1.dropLast() : match.1)
            if pattern.contains("*") { continue }
            #expect(Self.paths.contains { $0.hasSuffix(pattern) }, "\(match.1) in \(page)")
        }
    }

    @Test(arguments: pages)
    func linksLeadToFiles(_ page: String) throws {
        let folder = Self.checkout.appending(path: page).deletingLastPathComponent()
        for match in try Self.text(page).matches(of: /\]\(([^)#:\s]+)(?:#[^)]*)?\)/) {
            let target = folder.appending(path: String(match.1)).path
            #expect(FileManager.default.fileExists(atPath: target), "\(match.1) in \(page)")
        }
    }

    @Test(arguments: pages + [".ci/run", ".github/workflows/ci.yml"])
    func targetsOfMakeExist(_ page: String) throws {
        let makefile = try Self.text("Makefile")
        let commands =
            page.hasSuffix(".md") ? /`make ([a-z -]+)/ : /^\s*(?:- run: )?make ([a-z -]+)/.anchorsMatchLineEndings()
        for match in try Self.text(page).matches(of: commands) {
            for target in match.1.split(separator: " ") {
                #expect(makefile.contains("\n\(target):"), "make \(target) in \(page)")
            }
        }
    }
}
