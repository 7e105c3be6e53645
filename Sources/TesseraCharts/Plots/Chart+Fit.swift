extension Chart {
    /// Returns a fitted curve over the scatter of the data that it was fitted to.
    ///
    /// ```swift
    /// let chart = try Chart.fit(x: hours, y: points, xLabel: "hours", yLabel: "points") { x in
    ///     x.map { 2.5 * $0 + 1 }
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - x: the feature of each row.
    ///   - y: the target of each row.
    ///   - xLabel: the label of the horizontal axis.
    ///   - yLabel: the label of the vertical axis.
    ///   - predict: returns the predictions at 200 values of the feature, equally spaced over the data. The curve has a gap
    ///     where one is not finite.
    /// - Throws: `ChartError` if there are no rows, the counts differ, a number is not finite, or `predict` returns another
    ///   number of predictions.
    public static func fit(
        x: [Double], y: [Double], xLabel: String = "x", yLabel: String = "y", _ predict: ([Double]) -> [Double]
    ) throws(ChartError) -> Chart {
        try ChartInput.check("x", x, "y", y)
        let samples = Self.samples(from: x.min() ?? 0, to: x.max() ?? 0, count: 200)
        let curve = predict(samples)
        try ChartInput.checkCounts("the feature", samples.count, "the prediction", curve.count)
        return Chart(
            "Fit", xAxis: .linear(xLabel), yAxis: .linear(yLabel),
            series: [
                .scatter(zip(x, y).map { Point($0, $1) }, label: "data", color: .blue),
                .line(zip(samples, curve).map { Point($0, $1) }, label: "fit", color: .vermillion),
            ],
            description: "\(yLabel) against \(xLabel): \(x.count) points, and the fitted curve through them.")
    }

    /// Returns equally spaced numbers, the ends included.
    static func samples(from low: Double, to high: Double, count: Int) -> [Double] {
        (0..<count).map { index in
            let fraction = Double(index) / Double(max(count - 1, 1))
            return low * (1 - fraction) + high * fraction
        }
    }
}
