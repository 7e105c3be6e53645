extension Chapter {
    /// Returns the picture files of a chapter and, if wanted, its page.
    func files(of result: ChapterResult, includingPage: Bool) -> [LessonFile] {
        let pictures = result.pictures.map { LessonFile(name: fileName(of: $0), text: $0.svg) }
        return pictures + (includingPage ? [LessonFile(name: pageName, text: page(of: result))] : [])
    }

    /// Returns the chapter in Markdown.
    private func page(of result: ChapterResult) -> String {
        let pictures = result.pictures.map { "![\($0.caption)](\(fileName(of: $0)))" }
        let parts =
            ["# \(heading)", explanation, "## In Swift", code, "## What it gives"]
            + pictures + ["`tessera lesson \(name)` prints", block("text", output(of: result)), "---", links]
        return parts.joined(separator: "\n\n") + "\n"
    }

    private var code: String {
        let head = imports.map { "import \($0)" }.joined(separator: "\n")
        return block("swift", [head, listing, printing].joined(separator: "\n\n"))
    }

    private func block(_ language: String, _ text: String) -> String {
        "```\(language)\n\(text)\n```"
    }

    private var links: String {
        let chapters = LessonPlan.chapters
        let previous = number > 1 ? chapters[number - 2] : nil
        let next = number < chapters.count ? chapters[number] : nil
        let links = [
            previous.map { "[← \($0.heading)](\($0.pageName))" }, "[Contents](\(LessonIndex.fileName))",
            next.map { "[\($0.heading) →](\($0.pageName))" },
        ]
        return links.compactMap(\.self).joined(separator: " · ")
    }
}
