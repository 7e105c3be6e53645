/// The index page of the lesson.
enum LessonIndex {
    static let fileName = "README.md"

    static var file: LessonFile { LessonFile(name: fileName, text: text) }

    private static var text: String {
        let chapters = LessonPlan.chapters.map { "\($0.number). [\($0.title)](\($0.pageName))" }
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
