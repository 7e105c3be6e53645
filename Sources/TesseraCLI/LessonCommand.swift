import ArgumentParser
import Tessera
import TesseraFiles
import TesseraLesson

struct LessonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lesson",
        abstract: "Runs the lesson: from a line through four points to backpropagation.",
        discussion: """
            Every number is computed and every picture drawn by the library. The chapters:
            \(Lesson.chapters.map { "  \($0.name): \($0.title)" }.joined(separator: "\n"))
            """)

    @Argument(help: "The chapter to run. (default: all chapters in order)")
    var chapter: String?

    @Option(
        help: ArgumentHelp(
            "Write the pictures to this folder, which is created if missing. (default: no pictures)", valueName: "dir"))
    var out: String?

    @Flag
    var pages: LessonPageFormat?

    @OptionGroup(title: "Common") var common: CommonOptions

    func validate() throws {
        if let chapter, Lesson.chapter(named: chapter) == nil {
            let names = Lesson.chapters.map(\.name).joined(separator: ", ")
            throw ValidationError("there is no chapter '\(chapter)'; the chapters are \(names)")
        }
        if out?.isEmpty == true { throw ValidationError("--out needs the name of a folder") }
        if let pages, out == nil { throw ValidationError("--\(pages.rawValue) needs --out, the folder for the pages") }
    }

    func run() throws {
        let folder = try out.map(OutputFolder.init)
        let chapters = chapter.flatMap(Lesson.chapter).map { [$0] } ?? Lesson.chapters
        var (outcomes, pictureCount) = (Outcomes(), 0)
        for (index, chapter) in chapters.enumerated() {
            let result = try chapter.run()
            pictureCount += result.pictures.count
            outcomes.attempt { try show((index == 0 ? "" : "\n") + chapter.output(of: result) + "\n") }
            for file in chapter.files(of: result, pages: pages) {
                outcomes.attempt { try write(file, to: folder) }
            }
        }
        if let pages, chapter == nil { outcomes.attempt { try write(Lesson.index(in: pages), to: folder) } }
        try outcomes.finish()
        if folder == nil {
            printMessage("Not drawn: the pictures (\(pictureCount)); --out DIR writes them to a folder.")
        }
    }

    private func write(_ file: LessonFile, to folder: OutputFolder?) throws {
        guard let folder else { return }
        printMessage("wrote \(try folder.write(file.text, to: file.name))")
    }

    /// Prints a text; unlike `print` it notices that the output cannot be written.
    private func show(_ text: String) throws(FileError) {
        try AtomicFile.write(Array(text.utf8), to: "/dev/stdout")
    }

    private func printMessage(_ line: String) {
        if MessageLevel.info.isShown { StandardStreams.writeMessage("\(line.onOneLine)\n") }
    }
}

extension LessonPageFormat: EnumerableFlag {
    package static let allCases: [LessonPageFormat] = [.markdown, .docc]

    package static func name(for value: LessonPageFormat) -> NameSpecification { .customLong(value.rawValue) }

    package static func help(for value: LessonPageFormat) -> ArgumentHelp? {
        switch value {
        case .markdown: "Write a page for each chapter beside its pictures, and an index if all are run."
        case .docc: "Write the same pages as the articles of a DocC catalog."
        }
    }
}
