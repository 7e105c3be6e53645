/// A chart of one or more series on common axes, drawn as SVG. The same chart always gives the same bytes.
///
/// ```swift
/// let chart = Chart(
///     "Loss per epoch", xAxis: .linear("epoch"), yAxis: .logarithmic("loss"),
///     series: [.line(points, label: "training")])
/// let picture = chart.svg()
/// ```
public struct Chart: Sendable, Hashable {
    public var title: String
    public var xAxis: Axis
    public var yAxis: Axis
    public var series: [Series]
    public var size: Size

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

    /// The chart as a complete SVG document, on a white card.
    public func svg() -> String {
        SVGBuilder.document(title: title, width: size.width, height: size.height) { svg in
            ChartRenderer(chart: self).draw(in: &svg)
        }
    }
}

extension Chart {
    /// The width and height of a picture in pixels, each from 160 to 8000.
    public struct Size: Sendable, Hashable {
        public let width: Double
        public let height: Double

        public init(width: Double, height: Double) {
            self.width = Self.limited(width)
            self.height = Self.limited(height)
        }

        public static let standard = Size(width: 640, height: 400)

        private static func limited(_ length: Double) -> Double {
            length.isNaN ? 160 : min(max(length, 160), 8000)
        }
    }
}
