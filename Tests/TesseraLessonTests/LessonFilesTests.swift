import Foundation
import Tessera
import Testing

@testable import TesseraLesson

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The pages and pictures of the lesson.
@Suite struct LessonFilesTests {
    private static let checkout = URL(filePath: #filePath).appending(path: "../../..").standardized

    private static func allFiles(_ format: LessonPageFormat = .markdown) throws -> [LessonFile] {
        try Lesson.chapters.flatMap { try $0.files(of: $0.run(), pages: format) } + [Lesson.index(in: format)]
    }

    private static func texts() throws -> [String: String] {
        Dictionary(uniqueKeysWithValues: try allFiles().map { ($0.name, $0.text) })
    }

    @Test func documentationIsWhatTheLessonGivesToday() throws {
        let folder = Self.checkout.appending(path: "docs/lesson")
        let files = try Self.allFiles()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == files.map(\.name).sorted())
        for file in files {
            let stored = try String(contentsOf: folder.appending(path: file.name), encoding: .utf8)
            #expect(stored == file.text, "\(file.name) is stale: tessera lesson --markdown --out docs/lesson")
        }
    }

    @Test func filesAreTheSameOnEveryBackendAndInEveryRun() throws {
        let expected = try Self.texts()
        #expect(try Self.texts() == expected)
        for backend in Backend.available {
            let texts = try backend.run { try Self.texts() }
            for (name, text) in expected { #expect(texts[name] == text, "\(name) on \(backend.name)") }
        }
    }

    @Test func everyChapterHasPicturesThatParse() throws {
        for chapter in Lesson.chapters {
            let pictures = try chapter.run().pictures
            #expect(!pictures.isEmpty, "\(chapter.name)")
            for picture in pictures {
                #expect(XMLParser(data: Data(picture.svg.utf8)).parse(), "\(chapter.fileName(of: picture))")
                #expect(picture.svg.hasPrefix("<svg") || picture.svg.hasPrefix("<?xml"))
            }
        }
    }

    @Test func linksLeadToFilesOfTheLesson() throws {
        let texts = try Self.texts()
        for (name, text) in texts where name.hasSuffix(".md") {
            for link in text.matches(of: /\]\(([^)]*)\)/) {
                #expect(texts[String(link.1)] != nil, "\(link.1) in \(name)")
            }
        }
    }

    /// The articles of the catalog are the pages, but for the links between them.
    @Test func catalogHasThePagesWithItsOwnLinks() throws {
        let pages = Dictionary(uniqueKeysWithValues: try Self.allFiles().map { ($0.name, $0.text) })
        let articles = try Self.allFiles(.docc)
        let index = try #require(articles.last)
        #expect(index.name == "TesseraLesson.md" && index.text.contains("@TechnologyRoot"))
        #expect(articles.count == pages.count)
        for article in articles.dropLast() {
            #expect(
                article.text.replacing(/\(doc:([^)]*)\)/) { "(\($0.1 == "TesseraLesson" ? "README" : $0.1).md)" }
                    == pages[article.name])
            if article.name.hasSuffix(".md") { #expect(index.text.contains("- <doc:\(article.name.dropLast(3))>")) }
        }
    }

    /// The listings are text, which no compiler checks; but `run()` begins with the same lines.
    @Test(arguments: Lesson.chapters.map(\.name))
    func listingIsWhatRuns(_ name: String) throws {
        let chapter = try #require(Lesson.chapter(named: name))
        let path = "Sources/TesseraLesson/Chapters/\(type(of: chapter)).swift"
        let source = try String(contentsOf: Self.checkout.appending(path: path), encoding: .utf8)
        let body = try #require(source.firstRange(of: /func run\(\).*\{\n/)).upperBound
        let indented = chapter.listing.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.isEmpty ? "" : "        \($0)"
        }
        #expect(source[body...].hasPrefix(indented.joined(separator: "\n") + "\n"))
        for module in chapter.imports { #expect(source.contains("import \(module)\n")) }
    }
}
