import ArgumentParser
import Foundation
import TesseraFiles
import TesseraLesson
import Testing

@testable import TesseraCLI

/// The arguments of `tessera lesson` and what it writes.
@Suite struct LessonCommandTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "lesson-\(UUID().uuidString)").path

    @Test(arguments: [
        ["geometry"], ["loss", "--markdown"], ["--docc"], ["--markdown", "--docc", "--out", "x"], ["--out", ""],
    ])
    func wrongArgumentsAreUsageErrors(_ arguments: [String]) {
        let error = #expect(throws: (any Error).self) { try LessonCommand.parse(arguments) }
        #expect(error.map { LessonCommand.exitCode(for: $0) } == .validationFailure)
    }

    @Test func unknownChapterListsTheChapters() throws {
        let error = try #require(throws: (any Error).self) { try LessonCommand.parse(["geometry"]) }
        for chapter in Lesson.chapters { #expect(LessonCommand.message(for: error).contains(chapter.name)) }
    }

    @Test(arguments: [nil, "--markdown", "--docc"])
    func picturesAndPagesGoToANewFolder(_ format: String?) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arguments = ["loss", "--out", folder + "/inner"] + (format.map { [$0] } ?? [])
        let lesson = try LessonCommand.parse(arguments)
        try lesson.run()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/inner").sorted()
        #expect(names == (format == nil ? ["02-loss.svg"] : ["02-loss.md", "02-loss.svg"]))
    }

    @Test(arguments: ["", "/inner"])
    func fileInPlaceOfTheFolderIsAFileError(_ inner: String) throws {
        try Data().write(to: URL(filePath: folder))
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lesson = try LessonCommand.parse(["loss", "--out", folder + inner])
        let error = #expect(throws: FileError.self) { try lesson.run() }
        #expect(error == FileError(.write, folder + inner + "/", .notADirectory))
    }
}
