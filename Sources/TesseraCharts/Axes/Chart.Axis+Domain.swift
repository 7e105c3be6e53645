import Foundation

extension Chart.Axis {
    /// Returns the interval of the axis to show: its range if that is usable, otherwise the interval of the values
    /// extended at both ends by `padding`, a fraction of its length. Padding never crosses zero if all values have the
    /// same sign.
    func domain(of values: [Double], padding: Double) -> ClosedRange<Double> {
        if let range, places(range.lowerBound), places(range.upperBound) {
            return Self.widened(range, logarithmic: scale == .logarithmic)
        }
        switch scale {
        case .categories(let names):
            return -0.5...(Double(max(names.count, 1)) - 0.5)
        case .linear:
            return Self.linearDomain(of: values.filter(places), padding: padding)
        case .logarithmic:
            return Self.logarithmicDomain(of: values.filter(places), padding: padding)
        }
    }

    private static func linearDomain(of values: [Double], padding: Double) -> ClosedRange<Double> {
        guard let low = values.min(), let high = values.max() else { return 0...1 }
        let range = widened(low...high, logarithmic: false)
        guard range == low...high else { return range }
        let margin = (high - low) * padding
        let padded = (low - margin)...(high + margin)
        if low > 0, padded.lowerBound < 0 { return 0...padded.upperBound }
        if high < 0, padded.upperBound > 0 { return padded.lowerBound...0 }
        return padded
    }

    private static func logarithmicDomain(of values: [Double], padding: Double) -> ClosedRange<Double> {
        guard let low = values.min(), let high = values.max() else { return 1...10 }
        let range = widened(low...high, logarithmic: true)
        guard range == low...high else { return range }
        let factor = exp(log(high / low) * padding)
        return factor.isFinite ? (low / factor)...(high * factor) : range
    }

    /// Widens a range about its centre if its width is zero, or too small for a `Double` to resolve positions in it.
    private static func widened(_ range: ClosedRange<Double>, logarithmic: Bool) -> ClosedRange<Double> {
        let (low, high) = (range.lowerBound, range.upperBound)
        let size = max(low.magnitude, high.magnitude)
        guard high - low <= size * 1e-11 || high - low < 1e-290 else { return range }
        if logarithmic { return (low / 3)...(high * 3) }
        let margin = size < 1e-280 ? 1 : size / 10
        return (low - margin)...(high + margin)
    }
}
