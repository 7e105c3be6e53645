import Foundation
import Tessera
import TesseraCharts

extension Double {
    /// The number to ten significant digits. Backends and processors may differ in the last of its sixteen, which
    /// must not show in what is printed or drawn.
    var settled: Double {
        Double(String(format: "%.9e", self)) ?? self
    }

    /// The number with as many digits after the point.
    func fixed(_ decimals: Int = 4) -> String {
        let text = String(format: "%.\(decimals)f", settled)
        return Double(text) == 0 ? String(format: "%.\(decimals)f", 0.0) : text
    }

    /// The number with up to four digits after the point and none that say nothing.
    var brief: String {
        var text = fixed(4)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// `brief` with a true minus sign, for drawings.
    var drawn: String { brief.replacing("-", with: "−") }
}

/// A text table with right-aligned columns.
struct LessonTable {
    private let rows: [[String]]

    init(_ header: [String], _ rows: [[String]]) {
        self.rows = [header] + rows
    }

    var lines: [String] {
        let widths = (rows.first ?? []).indices.map { column in
            rows.map { $0[column].count }.max() ?? 0
        }
        return rows.map { row in
            zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }.joined(separator: "  ")
        }
    }
}

/// Returns the points whose coordinates are the elements of two tensors of one size.
func points(_ x: Tensor<Double>, _ y: Tensor<Double>) -> [Point] {
    points(x.scalars, y.scalars)
}

func points(_ x: [Double], _ y: [Double]) -> [Point] {
    zip(x, y).map { Point($0.settled, $1.settled) }
}
