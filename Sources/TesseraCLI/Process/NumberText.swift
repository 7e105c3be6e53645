import ArgumentParser
import Foundation

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

/// Parses the value of `--seed`.
func seed(parsing text: String) throws -> UInt64 {
    if let seed = UInt64(text) { return seed }
    throw ValidationError("a whole number from 0 to \(UInt64.max) is needed")
}
