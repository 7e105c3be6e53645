/// The chapters in reading order.
enum LessonPlan {
    static let chapters: [any Chapter] = [
        RegressionChapter(), LossChapter(), DescentChapter(), ChainRuleChapter(), GraphChapter(),
        BackpropagationChapter(), LinearRegressionChapter(), LogisticRegressionChapter(),
    ]

    static var names: String { chapters.map(\.name).joined(separator: ", ") }

    static func chapter(named name: String) -> (any Chapter)? {
        chapters.first { $0.name == name }
    }
}

extension Chapter {
    /// Returns the number of the chapter, from 1.
    var number: Int {
        1 + LessonPlan.chapters.prefix { $0.name != name }.count
    }

    var heading: String { "\(number). \(title)" }

    /// Returns the prefix of the chapter's file names.
    var filePrefix: String { number < 10 ? "0\(number)" : "\(number)" }

    var pageName: String { "\(filePrefix)-\(name).md" }

    func fileName(of picture: ChapterPicture) -> String { "\(filePrefix)-\(picture.name).svg" }

    /// Returns the text that the command prints.
    func output(of result: ChapterResult) -> String {
        ([heading, ""] + result.lines).joined(separator: "\n")
    }
}
