import Foundation

/// A decimal floating-point number, `significand` × 10^`exponent`. Ticks use it so that the tick 0.3 is exactly 3 ×
/// 10⁻¹, in value and in text.
struct DecimalNumber: Equatable {
    var significand: Int
    var exponent: Int

    /// The nearest `Double`. It is parsed from text because parsing, unlike `pow`, is correctly rounded on every
    /// platform.
    var value: Double { Double("\(significand)e\(exponent)") ?? 0 }

    /// Returns the largest `e` with 10^e ≤ `value`, which must be positive.
    static func exponent(of value: Double) -> Int {
        let guess = Int(log10(value).rounded(.down))
        if powerOfTen(guess + 1) <= value { return guess + 1 }
        return powerOfTen(guess) > value ? guess - 1 : guess
    }

    static func powerOfTen(_ exponent: Int) -> Double {
        DecimalNumber(significand: 1, exponent: exponent).value
    }

    /// Rounds a value to `digits` significant digits; magnitudes up to 1e-290 become 0.
    init(_ value: Double, digits: Int) {
        guard value.magnitude > 1e-290 else {
            self.init(significand: 0, exponent: 0)
            return
        }
        let unit = Self.exponent(of: value.magnitude) - digits + 1
        let scaled = unit < 0 ? value * Self.powerOfTen(-unit) : value / Self.powerOfTen(unit)
        self.init(significand: Int(scaled.rounded()), exponent: unit)
    }

    init(significand: Int, exponent: Int) {
        self.significand = significand
        self.exponent = exponent
    }
}

extension DecimalNumber {
    /// The number in positional notation with all its digits, such as `−1.50`, with a true minus sign (U+2212).
    var plainText: String {
        var digits = String(significand.magnitude)
        if exponent >= 0 {
            if significand != 0 { digits += String(repeating: "0", count: exponent) }
        } else {
            let missing = 1 - exponent - digits.count
            if missing > 0 { digits = String(repeating: "0", count: missing) + digits }
            digits.insert(".", at: digits.index(digits.endIndex, offsetBy: exponent))
        }
        return (significand < 0 ? "−" : "") + digits
    }

    /// Returns the number as a multiple of the given power of ten, such as `1.5×10⁻⁷`.
    func scientificText(power: Int) -> String {
        guard significand != 0 else { return "0" }
        let mantissa = DecimalNumber(significand: significand, exponent: exponent - power).plainText
        return mantissa + "×" + Self.powerText(power)
    }

    /// Returns a power of ten, such as `10⁻⁷`.
    static func powerText(_ power: Int) -> String {
        "10" + String(String(power).map { superscripts[$0] ?? $0 })
    }

    /// The same number without trailing zeros in its fraction.
    var shortened: DecimalNumber {
        var shorter = self
        while shorter.exponent < 0, shorter.significand % 10 == 0 {
            shorter.significand /= 10
            shorter.exponent += 1
        }
        return shorter
    }

    /// Returns the text of a data value, rounded to three significant digits.
    static func valueText(_ value: Double) -> String {
        let number = DecimalNumber(value, digits: 3)
        guard number.significand != 0 else { return "0" }
        let power = exponent(of: number.value.magnitude)
        if (-4...5).contains(power) { return number.shortened.plainText }
        let mantissa = DecimalNumber(significand: number.significand, exponent: -2).shortened.plainText
        return mantissa + "×" + powerText(power)
    }

    private static let superscripts: [Character: Character] = [
        "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
    ]
}
