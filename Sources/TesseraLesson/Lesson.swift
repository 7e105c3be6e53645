/// The lesson, from a line through four points to backpropagation and two regressions; each run computes, prints and
/// draws its chapters anew.
package enum Lesson {
    /// The chapters in reading order.
    package static let chapters: [any Chapter] = [
        RegressionChapter(), LossChapter(), DescentChapter(), ChainRuleChapter(), GraphChapter(),
        BackpropagationChapter(), LinearRegressionChapter(), LogisticRegressionChapter(),
    ]

    /// Returns the chapter of that name; nil if there is none.
    package static func chapter(named name: String) -> (any Chapter)? {
        chapters.first { $0.name == name }
    }

    /// Returns the index page.
    package static func index(in format: LessonPageFormat) -> LessonFile {
        let text =
            switch format {
            case .markdown: "\(heading)\n\n\(introduction)\n\n\(contents)\n\n\(usage)\n"
            case .docc:
                "\(heading)\n\n@Metadata {\n    @TechnologyRoot\n}\n\n\(introduction)\n\n\(usage)\n\n\(topics)\n"
            }
        return LessonFile(name: "\(format.indexStem).md", text: text)
    }

    private static let heading = "# How a program learns a line"

    private static let introduction = """
        Four points, one weight, and the question of how a program finds it: the lesson goes from a guess to
        gradient descent, from the chain rule to automatic differentiation, and ends with the two classic models,
        linear and logistic regression. It needs some algebra and an idea of what a derivative is.
        """

    private static var contents: String {
        chapters.map { chapter in
            "\(chapter.number). [\(chapter.title)](\(LessonPageFormat.markdown.link(toPage: chapter.pageStem)))"
        }.joined(separator: "\n")
    }

    /// The contents as DocC wants them, so that its sidebar shows the chapters in order.
    private static var topics: String {
        let links = chapters.map { "- <\(LessonPageFormat.docc.link(toPage: $0.pageStem))>" }
        return (["## Topics", "", "### Chapters", ""] + links).joined(separator: "\n")
    }

    private static let usage = """
        Each page has the code to type and what it gives. To run a chapter, or all of them:

        ```sh
        tessera lesson descent
        tessera lesson --out pictures
        ```

        All numbers and pictures are the library's own work, and so are these pages:
        `tessera lesson --markdown --out docs/lesson` writes them.
        """
}

/// A file of the lesson in memory: its name and its text.
package struct LessonFile {
    package let name: String
    package let text: String
}
