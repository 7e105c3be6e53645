import Foundation
import Testing

@testable import TesseraLesson

/// The parsed output of a chapter of the lesson.
struct LessonOutput {
    let lines: [String]

    init(_ name: String) throws {
        lines = try #require(Lesson.chapter(named: name)).run().lines
    }

    /// The lines that hold numbers only.
    var rows: [[Double]] {
        lines.compactMap { line in
            let fields = line.split(separator: " ")
            let numbers = fields.compactMap { Double($0) }
            return fields.isEmpty || numbers.count < fields.count ? nil : numbers
        }
    }

    /// The number that follows the first occurrence of `text`.
    func number(after text: String) throws -> Double {
        let line = try #require(lines.first { $0.contains(text) })
        let start = try #require(line.range(of: text)).upperBound
        return try #require(Double(line[start...].prefix { !" ,".contains($0) }))
    }
}

/// Whether two numbers are equal in as many digits after the point as are printed.
func isPrinted(_ printed: Double, _ exact: Double, decimals: Int) -> Bool {
    var unit = 1.0
    for _ in 0..<decimals { unit /= 10 }
    return abs(printed - exact) <= 0.5001 * unit
}
