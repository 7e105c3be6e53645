import Tessera

extension Chart {
    /// Returns the residuals against the fitted values. A pattern shows that the relation is not what the model says, a
    /// funnel that the variance is not constant.
    ///
    /// - Parameters:
    ///   - fitted: the predicted number of each row.
    ///   - residuals: the target less the prediction of each row.
    /// - Throws: `ChartError` if there are no rows, the counts differ, or a number is not finite.
    public static func residuals(fitted: [Double], residuals: [Double]) throws(ChartError) -> Chart {
        try Self.residuals(fitted: fitted, residuals: residuals, labels: [:])
    }

    /// Returns the residuals against the fitted values with labels at some points, given by their indices.
    package static func residuals(
        fitted: [Double], residuals: [Double], labels: [Int: String]
    ) throws(ChartError) -> Chart {
        try ChartInput.check("fitted", fitted, "residuals", residuals)
        let points = zip(fitted, residuals).map { Point($0, $1) }
        return Chart(
            "Residuals", xAxis: .linear("predicted"), yAxis: .linear("target less prediction"),
            series: [.horizontalLine(y: 0), .scatter(points)] + Self.labels(labels, at: points),
            description: "The residuals of \(counted(points.count, "row")) against the predictions, about a line at 0.")
    }

    /// Returns the normal quantile plot (Q–Q plot) of residuals: sorted, against the quantiles of the standard normal
    /// distribution at (i − ½) / n. Normal residuals lie on a line, which is drawn with their mean and standard deviation.
    ///
    /// - Parameter residuals: the residuals of the rows, in any order and of any scale.
    /// - Throws: `ChartError` if there are none or one is not finite.
    public static func normalQuantiles(of residuals: [Double]) throws(ChartError) -> Chart {
        try ChartInput.check("residuals", residuals)
        let (count, scale) = (Double(residuals.count), residuals.reduce(0) { max($0, $1.magnitude) })
        // Divided by the largest, so that squares do not overflow.
        let scaled = residuals.map { scale > 0 ? $0 / scale : 0 }
        let mean = scaled.reduce(0, +) / count
        let variance = scaled.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count - 1, 1)
        return try normalQuantiles(
            of: residuals, axis: "residual", line: (mean * scale, variance.squareRoot() * scale), labels: [:])
    }

    /// - Parameters:
    ///   - line: the mean and the standard deviation of the normal distribution that is drawn as a line.
    ///   - labels: the labels of some points, given by the indices of their residuals.
    package static func normalQuantiles(
        of residuals: [Double], axis: String, line: (mean: Double, deviation: Double), labels: [Int: String]
    ) throws(ChartError) -> Chart {
        try ChartInput.check("residuals", residuals)
        let order = residuals.indices.sorted { (residuals[$0], $0) < (residuals[$1], $1) }
        // The quantile of p is √2·erfinv(2p − 1).
        let probabilities = order.indices.map { (2 * Double($0) + 1) / Double(order.count) - 1 }
        let quantiles = Tensor(probabilities).erfinv().scalars.map { $0 * 2.0.squareRoot() }
        var points = [Point](repeating: Point(0, 0), count: order.count)
        for (quantile, row) in zip(quantiles, order) { points[row] = Point(quantile, residuals[row]) }
        let extent = quantiles.reduce(0) { max($0, $1.magnitude) }
        let ends = [-extent, extent].map { Point($0, line.mean + line.deviation * $0) }
        return Chart(
            "Normal quantiles", xAxis: .linear("normal quantile"), yAxis: .linear(axis),
            series: [.line(ends, color: Theme.referenceLine, dashed: true), .scatter(points, color: .blue)]
                + Self.labels(labels, at: points),
            description: "The sorted residuals of \(counted(points.count, "row")) against the quantiles of the normal "
                + "distribution. Normal residuals lie on the line.")
    }

    private static func labels(_ labels: [Int: String], at points: [Point]) -> [Series] {
        labels.sorted { $0.key < $1.key }.map { .label(at: points[$0.key], $0.value, marked: true) }
    }
}
