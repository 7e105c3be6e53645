import Foundation

extension Chart {
    /// An axis of a chart: its label, scale and range.
    public struct Axis: Sendable, Hashable {
        /// The mapping of values to positions on the axis.
        package enum Scale: Sendable, Hashable {
            /// Equal distances for equal differences.
            case linear
            /// A logarithmic scale, which shows positive values only.
            case logarithmic
            /// Named categories at 0, 1, 2 …
            case categories([String])
        }

        /// The text beside the axis, such as the quantity and its unit; none if it is empty.
        package var label: String
        /// The mapping of values to positions.
        package var scale: Scale
        /// The interval that the axis shows. Nil, or a range the scale cannot show, gives that of the data, slightly
        /// extended.
        package var range: ClosedRange<Double>?
        /// Whether only integers get ticks, as for epochs.
        package var wholeNumbers: Bool

        /// Creates an axis from its label, scale and range.
        package init(
            _ label: String = "", scale: Scale = .linear, range: ClosedRange<Double>? = nil,
            wholeNumbers: Bool = false
        ) {
            self.label = label
            self.scale = scale
            self.range = range
            self.wholeNumbers = wholeNumbers
        }

        /// Returns an axis with a linear scale.
        public static func linear(
            _ label: String = "", range: ClosedRange<Double>? = nil, wholeNumbers: Bool = false
        ) -> Axis {
            Axis(label, range: range, wholeNumbers: wholeNumbers)
        }

        /// Returns an axis with a logarithmic scale, which shows positive values only.
        public static func logarithmic(_ label: String = "", range: ClosedRange<Double>? = nil) -> Axis {
            Axis(label, scale: .logarithmic, range: range)
        }

        /// Returns an axis with named categories at 0, 1, 2 …
        public static func categories(_ names: [String], label: String = "") -> Axis {
            Axis(label, scale: .categories(names))
        }
    }
}

extension Chart.Axis {
    /// Returns whether the axis can show the value. Differences (on a logarithmic scale, ratios) of two such values
    /// never overflow.
    func canShow(_ value: Double) -> Bool {
        if scale == .logarithmic { return value > 1e-150 && value < 1e150 }
        return value.isFinite && value.magnitude < 1e300
    }
}

extension Chart.Axis {
    /// Returns the interval of the axis to show: its range if that is usable, otherwise the interval of the values
    /// extended at both ends by `padding`, a fraction of its length. Padding never crosses zero if all values have the
    /// same sign.
    func domain(of values: [Double], padding: Double) -> ClosedRange<Double> {
        if let range, canShow(range.lowerBound), canShow(range.upperBound) {
            return Self.widened(range, logarithmic: scale == .logarithmic)
        }
        switch scale {
        case .categories(let names):
            return -0.5...(Double(max(names.count, 1)) - 0.5)
        case .linear:
            return Self.linearDomain(of: values.filter(canShow), padding: padding)
        case .logarithmic:
            return Self.logarithmicDomain(of: values.filter(canShow), padding: padding)
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

/// Maps the values of an axis to pixels.
struct AxisProjection {
    let axis: Chart.Axis
    let domain: ClosedRange<Double>
    /// The pixel coordinate of the domain's lower bound.
    let start: Double
    /// The pixel coordinate of the domain's upper bound.
    let end: Double

    /// Returns the pixel coordinate of a value; nil if the axis cannot show the value.
    func callAsFunction(_ value: Double) -> Double? {
        guard axis.canShow(value) else { return nil }
        let (low, high, position) = (scaled(domain.lowerBound), scaled(domain.upperBound), scaled(value))
        let pixel = start + (position - low) / (high - low) * (end - start)
        return min(max(pixel, -Double.farthestPixel), Double.farthestPixel)
    }

    private func scaled(_ value: Double) -> Double {
        axis.scale == .logarithmic ? log10(value) : value
    }
}
