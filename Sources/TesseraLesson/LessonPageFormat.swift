/// The formats of the lesson's pages. Both are Markdown; they differ in how pages refer to each other.
package enum LessonPageFormat: String, Sendable {
    /// Pages that link to each other's files.
    case markdown
    /// The articles of a DocC catalog, and the root page that lists them as topics.
    case docc

    /// The file name of the index page without its ending.
    var indexStem: String {
        switch self {
        case .markdown: "README"
        case .docc: "TesseraLesson"
        }
    }

    /// Returns the target of a link to a page, given its file name without ending.
    func link(toPage stem: String) -> String {
        switch self {
        case .markdown: "\(stem).md"
        case .docc: "doc:\(stem)"
        }
    }
}
