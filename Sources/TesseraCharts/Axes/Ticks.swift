/// A labelled tick of an axis.
struct Tick: Equatable {
    /// The position in the units of the axis.
    var value: Double
    var label: String
}

/// Chooses the ticks of an axis.
enum Ticks {
    /// Returns about `count` ticks, at most one more, at the multiples of a step of 1, 2 or 5 times a power of ten.
    static func linear(over range: ClosedRange<Double>, count: Int, wholeNumbers: Bool = false) -> [Tick] {
        let step = step(atLeast: (range.upperBound - range.lowerBound) / Double(max(count, 1)), whole: wholeNumbers)
        let slack = 1e-9
        let first = Int((range.lowerBound / step.value - slack).rounded(.up))
        let last = Int((range.upperBound / step.value + slack).rounded(.down))
        guard first <= last else { return [] }
        return labelled(
            (first...last).map { DecimalNumber(significand: $0 * step.significand, exponent: step.exponent) })
    }

    /// Returns the smallest step of 1, 2 or 5 times a power of ten that is at least `length`.
    private static func step(atLeast length: Double, whole: Bool) -> DecimalNumber {
        let length = whole ? max(length, 1) : length
        let exponent = DecimalNumber.exponent(of: length)
        for significand in [1, 2, 5] {
            let step = DecimalNumber(significand: significand, exponent: exponent)
            if step.value >= length * (1 - 1e-9) { return step }
        }
        return DecimalNumber(significand: 1, exponent: exponent + 1)
    }

    /// Labels all ticks in the same notation: positional, or with a common power of ten if that would take many digits.
    private static func labelled(_ numbers: [DecimalNumber]) -> [Tick] {
        let largest = numbers.map(\.value.magnitude).max() ?? 0
        let power = largest > 0 ? DecimalNumber.exponent(of: largest) : 0
        let isPlain = (-3...5).contains(power)
        return numbers.map { number in
            let zero = number.significand == 0
            let text = zero ? "0" : isPlain ? number.plainText : number.scientificText(power: power)
            return Tick(value: number.value, label: text)
        }
    }
}

extension Ticks {
    /// Returns ticks at powers of ten if at least three lie in the range, thinned out to about `count`. Otherwise adds
    /// their multiples by 2 and 5 if that gives at least three ticks and not too many; else two powers, else linear
    /// ticks.
    static func logarithmic(over range: ClosedRange<Double>, count: Int) -> [Tick] {
        let exponents = DecimalNumber.exponent(of: range.lowerBound)...DecimalNumber.exponent(of: range.upperBound)
        let powers = marks(of: exponents, multiples: [1], in: range)
        if powers.count >= 3 {
            let stride = (powers.count - 1) / max(count, 1) + 1
            return logLabelled(powers.filter { $0.exponent % stride == 0 })
        }
        let multiples = marks(of: exponents, multiples: [1, 2, 5], in: range)
        if multiples.count >= 3, multiples.count <= count + 2 { return logLabelled(multiples) }
        return powers.count == 2 ? logLabelled(powers) : linear(over: range, count: count)
    }

    /// Returns the multiples by 2 to 9 of each power of ten, for a minor grid; none if the range spans more than seven
    /// powers, where the grid would be too dense to help.
    static func minorLogarithmic(over range: ClosedRange<Double>) -> [Double] {
        let exponents = DecimalNumber.exponent(of: range.lowerBound)...DecimalNumber.exponent(of: range.upperBound)
        guard exponents.count <= 7 else { return [] }
        return marks(of: exponents, multiples: Array(2...9), in: range).map(\.value)
    }

    private static func marks(
        of exponents: ClosedRange<Int>, multiples: [Int], in range: ClosedRange<Double>
    ) -> [DecimalNumber] {
        exponents.flatMap { exponent in
            multiples.map { DecimalNumber(significand: $0, exponent: exponent) }
        }.filter { $0.value >= range.lowerBound * (1 - 1e-9) && $0.value <= range.upperBound * (1 + 1e-9) }
    }

    private static func logLabelled(_ numbers: [DecimalNumber]) -> [Tick] {
        let isPlain = numbers.allSatisfy { (-3...4).contains($0.exponent) }
        return numbers.map { number in
            let power = DecimalNumber.powerText(number.exponent)
            let scientific = number.significand == 1 ? power : "\(number.significand)×\(power)"
            return Tick(value: number.value, label: isPlain ? number.plainText : scientific)
        }
    }
}
