import Foundation
import Tessera
import TesseraTraining

/// Encodes results as one JSON object on one line.
func jsonLine(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try Array(encoder.encode(value)) + [UInt8(ascii: "\n")]
}

/// Aligned text lines, each with a name and a value.
struct AlignedLines {
    private var lines: [(name: String, value: String)] = []

    mutating func add(_ name: String, _ value: String) {
        // A name from a file may hold line breaks and other control characters.
        lines.append((name.onOneLine, value))
    }

    var text: String {
        let width = lines.lazy.filter { !$0.value.isEmpty }.map(\.name.count).max() ?? 0
        return lines.map { name, value in
            value.isEmpty ? "\(name)\n" : "\(name)\(String(repeating: " ", count: width - name.count + 2))\(value)\n"
        }.joined()
    }
}

extension RegressionEvaluation {
    var isFinite: Bool { loss.isFinite && metrics.values.allSatisfy(\.isFinite) }
}

extension AlignedLines {
    /// Adds a line for each metric under its usual name.
    mutating func add(metrics: [String: Double], prefix: String = "") {
        for (name, value) in namedMetrics(metrics) { add(prefix + name, significant(value)) }
    }
}

/// Returns the metrics under their usual names, in a fixed order.
func namedMetrics(_ metrics: [String: Double]) -> [(name: String, value: Double)] {
    [("rSquared", "R²"), ("d2", "D²"), ("rmse", "RMSE"), ("accuracy", "accuracy"), ("auc", "AUC")].compactMap {
        key, name in metrics[key].map { (name, $0) }
    }
}

/// Formats a number with so many significant digits, as %g does.
func significant(_ number: Double, _ digits: Int = 6) -> String {
    String(format: "%.\(digits)g", number)
}

/// Formats a large number with a unit: 1.2 k, 3.4 M.
func shortCount(_ number: Double) -> String {
    for (unit, factor) in [("G", 1e9), ("M", 1e6), ("k", 1e3)] where number >= factor {
        return "\(significant(number / factor, 3)) \(unit)"
    }
    return significant(number, 3)
}

/// Formats a duration with a unit, from milliseconds to hours.
func shortTime(_ seconds: Double) -> String {
    if !seconds.isFinite { return "unknown" }
    if seconds < 1 { return "\(significant(seconds * 1000, 3)) ms" }
    if seconds < 100 { return "\(significant(seconds, 3)) s" }
    let whole = Int(min(seconds, 1e12))
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole / 60 % 60) min"
}

/// Formats a number without ".0" where it is whole.
func plain(_ number: some BinaryFloatingPoint) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

extension Duration {
    var seconds: Double { self / .seconds(1) }
}
