/// One chapter of the lesson: its explanation, the code it shows, and what that code prints and draws.
package protocol Chapter: Sendable {
    /// The argument that selects the chapter.
    var name: String { get }
    var title: String { get }
    /// Markdown.
    var explanation: String { get }
    /// The modules a reader imports.
    var imports: [String] { get }
    /// The computation a reader would type; `run()` begins with the same lines.
    var listing: String { get }
    /// What a reader would type to see the results.
    var printing: String { get }

    /// Computes the results of the chapter and draws its pictures.
    func run() throws -> ChapterResult
}

/// The results of running a chapter.
package struct ChapterResult {
    /// The lines of text that the chapter prints.
    package var lines: [String]
    package var pictures: [ChapterPicture]
}

/// A picture of a chapter.
package struct ChapterPicture {
    /// The part of the file name that says what is drawn.
    let name: String
    let caption: String
    let svg: String
}

extension Chapter {
    package var imports: [String] { ["Tessera"] }

    /// The number of the chapter, from 1.
    var number: Int {
        1 + Lesson.chapters.prefix { $0.name != name }.count
    }

    var heading: String { "\(number). \(title)" }

    /// The prefix of the chapter's file names.
    private var filePrefix: String { number < 10 ? "0\(number)" : "\(number)" }

    /// The file name of the chapter's page without its ending.
    var pageStem: String { "\(filePrefix)-\(name)" }

    var pageName: String { "\(pageStem).md" }

    func fileName(of picture: ChapterPicture) -> String { "\(filePrefix)-\(picture.name).svg" }

    /// Returns the text that the command prints.
    package func output(of result: ChapterResult) -> String {
        ([heading, ""] + result.lines).joined(separator: "\n")
    }

    /// Returns the picture files of a chapter and, if a format is given, its page.
    package func files(of result: ChapterResult, pages format: LessonPageFormat?) -> [LessonFile] {
        let pictures = result.pictures.map { LessonFile(name: fileName(of: $0), text: $0.svg) }
        return pictures + (format.map { [LessonFile(name: pageName, text: page(of: result, in: $0))] } ?? [])
    }

    private func page(of result: ChapterResult, in format: LessonPageFormat) -> String {
        let pictures = result.pictures.map { "![\($0.caption)](\(fileName(of: $0)))" }
        let parts =
            ["# \(heading)", explanation, "## In Swift", code, "## What it gives"]
            + pictures + [
                "`tessera lesson \(name)` prints", block("text", output(of: result)), "---", links(in: format),
            ]
        return parts.joined(separator: "\n\n") + "\n"
    }

    private var code: String {
        let head = imports.map { "import \($0)" }.joined(separator: "\n")
        return block("swift", [head, listing, printing].joined(separator: "\n\n"))
    }

    private func block(_ language: String, _ text: String) -> String {
        "```\(language)\n\(text)\n```"
    }

    private func links(in format: LessonPageFormat) -> String {
        let chapters = Lesson.chapters
        let previous = number > 1 ? chapters[number - 2] : nil
        let next = number < chapters.count ? chapters[number] : nil
        let links = [
            previous.map { "[← \($0.heading)](\(format.link(toPage: $0.pageStem)))" },
            "[Contents](\(format.link(toPage: format.indexStem)))",
            next.map { "[\($0.heading) →](\(format.link(toPage: $0.pageStem)))" },
        ]
        return links.compactMap(\.self).joined(separator: " · ")
    }
}
