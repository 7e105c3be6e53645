/// One chapter of the lesson: what it says, the code it shows, and what that code prints and draws.
protocol Chapter: Sendable {
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

    func run() throws -> ChapterResult
}

extension Chapter {
    var imports: [String] { ["Tessera"] }
}

/// What running a chapter gave.
struct ChapterResult {
    var lines: [String]
    var pictures: [ChapterPicture]
}

/// A drawing of a chapter.
struct ChapterPicture {
    /// The part of the file name that says what is drawn.
    let name: String
    let caption: String
    let svg: String
}
