extension Chart {
    /// An axis of a chart: its label, scale and range.
    public struct Axis: Sendable, Hashable {
        /// The mapping of values to positions on the axis.
        public enum Scale: Sendable, Hashable {
            /// Equal distances for equal differences.
            case linear
            /// A logarithmic scale, which shows positive values only.
            case logarithmic
            /// Named categories at 0, 1, 2 …
            case categories([String])
        }

        /// The text beside the axis, such as the quantity and its unit; none if it is empty.
        public var label: String
        /// The mapping of values to positions.
        public var scale: Scale
        /// The interval that the axis shows. Nil, or a range the scale cannot show, gives that of the data, slightly
        /// extended.
        public var range: ClosedRange<Double>?
        /// Whether only integers get ticks, as for epochs.
        public var wholeNumbers: Bool

        /// Creates an axis from its label, scale and range.
        public init(
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
    func places(_ value: Double) -> Bool {
        if scale == .logarithmic { return value > 1e-150 && value < 1e150 }
        return value.isFinite && value.magnitude < 1e300
    }
}
