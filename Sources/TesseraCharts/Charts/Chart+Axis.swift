extension Chart {
    /// What an axis measures and how far it reaches.
    public struct Axis: Sendable, Hashable {
        /// How values become places on the axis.
        public enum Scale: Sendable, Hashable {
            case linear
            /// Only positive values have a place.
            case logarithmic
            /// Named places at 0, 1, 2 …
            case categories([String])
        }

        public var label: String
        public var scale: Scale
        /// Where the axis begins and ends; without one, as far as the data reach and a little more.
        public var range: ClosedRange<Double>?
        /// Whether only whole numbers are marked, as for epochs.
        public var wholeNumbers: Bool

        public init(
            _ label: String = "", scale: Scale = .linear, range: ClosedRange<Double>? = nil,
            wholeNumbers: Bool = false
        ) {
            self.label = label
            self.scale = scale
            self.range = range
            self.wholeNumbers = wholeNumbers
        }

        public static func linear(
            _ label: String = "", range: ClosedRange<Double>? = nil, wholeNumbers: Bool = false
        ) -> Axis {
            Axis(label, range: range, wholeNumbers: wholeNumbers)
        }

        public static func logarithmic(_ label: String = "", range: ClosedRange<Double>? = nil) -> Axis {
            Axis(label, scale: .logarithmic, range: range)
        }

        public static func categories(_ names: [String], label: String = "") -> Axis {
            Axis(label, scale: .categories(names))
        }
    }
}

extension Chart.Axis {
    /// Whether the value has a place on the axis. Differences and ratios of such values never overflow.
    func places(_ value: Double) -> Bool {
        if scale == .logarithmic { return value > 1e-150 && value < 1e150 }
        return value.isFinite && value.magnitude < 1e300
    }
}
