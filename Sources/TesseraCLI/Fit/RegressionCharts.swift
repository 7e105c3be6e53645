import Tessera
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
        get throws(ChartError) {
            let pictures = isComplete ? [try residuals, try quantiles, leverage] : [try residuals]
            return zip(Self.names, pictures).map { ($0, $1.svg()) }
        }
    }

    /// Residuals against fitted values: a pattern shows that the relation is not linear, a funnel that the variance is
    /// not constant.
    private var residuals: Chart {
        get throws(ChartError) {
            try .residuals(fitted: summary.fittedValues, residuals: summary.residuals, labels: labels)
        }
    }

    /// Normal quantile plot: normal residuals lie on the line.
    private var quantiles: Chart {
        get throws(ChartError) {
            try .normalQuantiles(of: standardized, axis: "standardised residual", line: (0, 1), labels: labels)
        }
    }

    /// Residuals against leverage: rows far to the right and far from 0 are influential.
    private var leverage: Chart {
        let points = zip(leverages, standardized).map { Point($0, $1) }
        return Chart(
            "Leverage", xAxis: .linear("leverage"), yAxis: .linear("standardised residual"),
            series: [.horizontalLine(y: 0), .scatter(points)]
                + labels.sorted { $0.key < $1.key }.map { .label(at: points[$0.key], $0.value, marked: true) },
            description: "The standardised residuals of \(counted(points.count, "row")) against their leverage.")
    }

    /// The labels of the marked rows: their row numbers in the table, counted from 1.
    private var labels: [Int: String] {
        Dictionary(uniqueKeysWithValues: marked.map { ($0, "row \(summary.rowNumbers[$0] + 1)") })
    }
}
