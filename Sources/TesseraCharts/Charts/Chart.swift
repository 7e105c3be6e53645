/// A chart of one or more series on common axes, drawn as SVG. Equal charts give identical bytes.
///
/// ```swift
/// let chart = Chart(
///     "Loss per epoch", xAxis: .linear("epoch"), yAxis: .logarithmic("loss"),
///     series: [.line(points, label: "training")])
/// let picture = chart.svg()
/// ```
public struct Chart: Sendable, Hashable {
    /// The title above the plot; none if it is empty.
    public var title: String
    /// The horizontal axis.
    public var xAxis: Axis
    /// The vertical axis.
    public var yAxis: Axis
    /// The series, drawn in this order.
    public var series: [Series]
    /// The size of the picture.
    public var size: Size

    /// Creates a chart; without series it shows empty axes.
    public init(
        _ title: String = "", xAxis: Axis = .linear(), yAxis: Axis = .linear(), series: [Series] = [],
        size: Size = .standard
    ) {
        self.title = title
        self.xAxis = xAxis
        self.yAxis = yAxis
        self.series = series
        self.size = size
    }

    /// Returns the chart as a complete SVG document, on a white card.
    public func svg() -> String {
        SVGBuilder.document(title: title, width: size.width, height: size.height) { svg in
            ChartRenderer(chart: self).draw(in: &svg)
        }
    }
}

extension Chart {
    /// The width and height of a picture in pixels, each from 160 to 8000.
    public struct Size: Sendable, Hashable {
        /// The width in pixels.
        public let width: Double
        /// The height in pixels.
        public let height: Double

        /// Clamps both lengths to 160 … 8000 pixels; NaN becomes 160.
        public init(width: Double, height: Double) {
            self.width = Self.limited(width)
            self.height = Self.limited(height)
        }

        /// The default size, 640 by 400 pixels.
        public static let standard = Size(width: 640, height: 400)

        private static func limited(_ length: Double) -> Double {
            length.isNaN ? 160 : min(max(length, 160), 8000)
        }
    }
}
