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
    package var title: String
    /// The horizontal axis.
    package var xAxis: Axis
    /// The vertical axis.
    package var yAxis: Axis
    /// The series, drawn in this order.
    package var series: [Series]
    /// The size of the picture.
    package var size: Size
    /// What the chart shows, in words for screen readers; none if it is empty.
    package var description: String

    /// Creates a chart; without series it shows empty axes.
    ///
    /// - Parameters:
    ///   - title: the title above the plot; none if it is empty.
    ///   - xAxis: the horizontal axis.
    ///   - yAxis: the vertical axis.
    ///   - series: the series, drawn in this order.
    ///   - width: the width of the picture in pixels, limited to 160 … 8000; NaN is 160.
    ///   - height: the height, likewise.
    ///   - description: what the chart shows, in words for screen readers; none if it is empty.
    public init(
        _ title: String = "", xAxis: Axis = .linear(), yAxis: Axis = .linear(), series: [Series] = [],
        width: Double = 640, height: Double = 400, description: String = ""
    ) {
        self.title = title
        self.xAxis = xAxis
        self.yAxis = yAxis
        self.series = series
        size = Size(width: width, height: height)
        self.description = description
    }

    /// Returns the same chart in another size, with as many ticks as it has room for.
    ///
    /// - Parameters:
    ///   - width: the width in pixels, limited to 160 … 8000; NaN is 160.
    ///   - height: the height, likewise.
    public func sized(width: Double, height: Double) -> Chart {
        var chart = self
        chart.size = Size(width: width, height: height)
        return chart
    }

    /// Returns the chart as a complete SVG document, on a card of the scheme's colour.
    public func svg(_ scheme: ColorScheme = .light) -> String {
        SVGBuilder.document(
            title: title, description: description, width: size.width, height: size.height, scheme: scheme
        ) { svg in
            ChartRenderer(chart: self).draw(in: &svg)
        }
    }
}

extension Chart {
    /// The width and height of a picture in pixels, each from 160 to 8000.
    package struct Size: Sendable, Hashable {
        /// The width in pixels.
        package let width: Double
        /// The height in pixels.
        package let height: Double

        /// Clamps both lengths to 160 … 8000 pixels; NaN becomes 160.
        package init(width: Double, height: Double) {
            self.width = Self.limited(width)
            self.height = Self.limited(height)
        }

        private static func limited(_ length: Double) -> Double {
            length.isNaN ? 160 : min(max(length, 160), 8000)
        }
    }
}
