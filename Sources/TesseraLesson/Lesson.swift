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

    /// The index page.
    package static var index: LessonFile { LessonFile(name: "README.md", text: indexText) }

    private static var indexText: String {
        let chapters = chapters.map { "\($0.number). [\($0.title)](\($0.pageName))" }
        return """
            # How a program learns a line

            Four points, one weight, and the question of how a program finds it: the lesson goes from a guess to
            gradient descent, from the chain rule to automatic differentiation, and ends with the two classic models,
            linear and logistic regression. It needs some algebra and an idea of what a derivative is.

            \(chapters.joined(separator: "\n"))

            Each page has the code to type and what it gives. To run a chapter, or all of them:

            ```sh
            tessera lesson descent
            tessera lesson --out pictures
            ```

            All numbers and pictures are the library's own work, and so are these pages:
            `tessera lesson --markdown --out docs/lesson` writes them.

            """
    }
}

/// A file of the lesson in memory: its name and its text.
package struct LessonFile {
    package let name: String
    package let text: String
}
