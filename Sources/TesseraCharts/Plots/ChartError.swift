import Tessera

/// The reason why data cannot be drawn as a chart; the description says it.
public enum ChartError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is nothing to draw: an argument is empty.
    case empty(argument: String)
    /// Two arguments that belong together have different numbers of elements.
    case differentCounts(first: String, firstCount: Int, second: String, secondCount: Int)
    /// A number is NaN or infinite, or too large to be drawn (from 1e300 on).
    case notFinite(argument: String, index: Int, value: Double)
    /// A label is neither 0 nor 1.
    case notBinary(index: Int, value: Double)
    /// All labels are of one class, for which the curve is undefined.
    case oneClassOnly(Double)
    /// A probability is outside of 0 … 1.
    case notProbability(index: Int, value: Double)
    /// There are more classes than the chart can tell apart.
    case tooManyClasses(count: Int, limit: Int)
    /// A number of bins, points or columns is out of its range.
    case outOfRange(argument: String, value: Int, range: ClosedRange<Int>)

    public var description: String {
        switch self {
        case .empty(let argument): "\(argument) is empty; a chart needs at least one number"
        case .differentCounts(let first, let firstCount, let second, let secondCount):
            "\(first) has \(counted(firstCount, "number")), \(second) has \(secondCount); they belong together"
        case .notFinite(let argument, let index, let value):
            "\(argument)[\(index)] is \(text(value)); only finite numbers below 1e300 can be drawn"
        case .notBinary(let index, let value): "labels[\(index)] is \(text(value)); a label must be 0 or 1"
        case .oneClassOnly(let value): "every label is \(text(value)); the curve needs both classes"
        case .notProbability(let index, let value):
            "probabilities[\(index)] is \(text(value)); a probability is from 0 to 1"
        case .tooManyClasses(let count, let limit):
            "there are \(count) classes; the chart can tell \(limit) apart"
        case .outOfRange(let argument, let value, let range):
            "\(argument) is \(value); it must be from \(range.lowerBound) to \(range.upperBound)"
        }
    }

    private func text(_ value: Double) -> String { ChartInput.name(ofClass: value) }
}

/// Checks of the numbers that the charts are made of.
enum ChartInput {
    /// Checks that there is a number and that all can be drawn.
    static func check(_ argument: String, _ values: [Double]) throws(ChartError) {
        if values.isEmpty { throw .empty(argument: argument) }
        if let index = values.firstIndex(where: { !($0.magnitude < 1e300) }) {
            throw .notFinite(argument: argument, index: index, value: values[index])
        }
    }

    /// Checks two arguments that belong together, number by number.
    static func check(
        _ first: String, _ firstValues: [Double], _ second: String, _ secondValues: [Double]
    ) throws(ChartError) {
        try checkCounts(first, firstValues.count, second, secondValues.count)
        try check(first, firstValues)
        try check(second, secondValues)
    }

    static func checkCounts(
        _ first: String, _ firstCount: Int, _ second: String, _ secondCount: Int
    ) throws(ChartError) {
        if firstCount != secondCount {
            throw .differentCounts(first: first, firstCount: firstCount, second: second, secondCount: secondCount)
        }
    }

    static func checkBinary(_ labels: [Double]) throws(ChartError) {
        if let index = labels.firstIndex(where: { $0 != 0 && $0 != 1 }) {
            throw .notBinary(index: index, value: labels[index])
        }
    }

    /// Returns the distinct values in ascending order, of which there may be `limit`.
    static func classes(_ values: [Double], limit: Int) throws(ChartError) -> [Double] {
        let classes = Set(values).sorted()
        if classes.count > limit { throw .tooManyClasses(count: classes.count, limit: limit) }
        return classes
    }

    /// The text of a number: 2 and not 2.0.
    static func name(ofClass value: Double) -> String {
        value == value.rounded() && value.magnitude < 1e15 ? "\(Int(value))" : "\(value)"
    }
}
