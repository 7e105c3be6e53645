import TesseraCharts
import TesseraRegression

/// The diagnostic plots of a linear regression.
struct RegressionCharts {
    private let summary: LinearSummary
    private let leverages: [Double]
    private let standardized: [Double]
    /// The influential rows: those with a Cook's distance above 4 / rows, at most three.
    private let marked: [Int]

    init(_ summary: LinearSummary) {
        self.summary = summary
        (leverages, standardized) = (summary.leverages, summary.standardizedResiduals)
        let distances = summary.cooksDistances
        let bound = 4 / Double(max(1, summary.rows))
        let rows = distances.indices.filter { distances[$0] > bound }.sorted { distances[$0] > distances[$1] }
        marked = Array(rows.prefix(3))
    }

    /// Whether there are standard errors; without them only the residual plot can be drawn.
    var isComplete: Bool { !standardized.isEmpty }

    static let names = ["residuals.svg", "quantiles.svg", "leverage.svg"]

    /// The file names and SVG texts of the charts.
    var files: [(name: String, svg: String)] {
        let pictures = isComplete ? [residuals, quantiles, leverage] : [residuals]
        return zip(Self.names, pictures).map { ($0, $1.svg()) }
    }

    /// Residuals against fitted values: a pattern shows that the relation is not linear, a funnel that the variance is
    /// not constant.
    private var residuals: Chart {
        let points = zip(summary.fittedValues, summary.residuals).map { Point($0, $1) }
        return Chart(
            "Residuals", xAxis: .linear("predicted"), yAxis: .linear("target less prediction"),
            series: [.horizontalLine(y: 0), .scatter(points)] + labels(points))
    }

    /// Normal quantile plot: normal residuals lie on the line.
    private var quantiles: Chart {
        let order = standardized.indices.sorted { standardized[$0] < standardized[$1] }
        var points = [Point](repeating: Point(0, 0), count: order.count)
        for (rank, row) in order.enumerated() {
            let probability = (Double(rank) + 0.5) / Double(order.count)
            points[row] = Point(Normal.quantile(probability), standardized[row])
        }
        let extent = points.map { abs($0.x) }.max() ?? 1
        return Chart(
            "Normal quantiles", xAxis: .linear("quantile of the normal distribution"),
            yAxis: .linear("standardised residual"),
            series: [.line([Point(-extent, -extent), Point(extent, extent)], dashed: true), .scatter(points)]
                + labels(points))
    }

    /// Residuals against leverage: rows far to the right and far from 0 are influential.
    private var leverage: Chart {
        let points = zip(leverages, standardized).map { Point($0, $1) }
        return Chart(
            "Leverage", xAxis: .linear("leverage"), yAxis: .linear("standardised residual"),
            series: [.horizontalLine(y: 0), .scatter(points)] + labels(points))
    }

    /// The labels of the marked rows: their row numbers in the table, counted from 1.
    private func labels(_ points: [Point]) -> [Series] {
        marked.map { .label(at: points[$0], "row \(summary.rowNumbers[$0] + 1)", marked: true) }
    }
}
