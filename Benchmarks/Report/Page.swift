import Foundation

/// A page with a place for the table: between two lines that mark it.
struct Page {
    let path: String
    private static let (begin, end) = ("<!-- backends: begin -->", "<!-- backends: end -->")

    struct MissingMarks: Error, CustomStringConvertible {
        let path: String
        var description: String { "\(path) has no lines that mark the place of the table" }
    }

    func replaceTable(by table: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        guard let start = text.range(of: Self.begin), let stop = text.range(of: Self.end) else {
            throw MissingMarks(path: path)
        }
        let date = Date.now.formatted(.iso8601.year().month().day())
        let note =
            "Release build, \(ProcessInfo.processInfo.processorCount) processors, \(date). Medians; in "
            + "brackets how many times as fast as pure Swift that is."
        let page = text[..<start.upperBound] + "\n\(note)\n\n\(table)\n" + text[stop.lowerBound...]
        try page.write(toFile: path, atomically: true, encoding: .utf8)
    }
}
