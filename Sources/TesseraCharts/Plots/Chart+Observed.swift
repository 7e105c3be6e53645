extension Chart {
    /// Returns the observed targets against the fitted values; the rows of a perfect fit lie on the diagonal.
    ///
    /// - Parameters:
    ///   - fitted: the predicted number of each row.
    ///   - observed: the target of each row.
    /// - Throws: `ChartError` if there are no rows, the counts differ, or a number is not finite.
    public static func observed(_ observed: [Double], fitted: [Double]) throws(ChartError) -> Chart {
        try ChartInput.check("fitted", fitted, "observed", observed)
        let low = min(fitted.min() ?? 0, observed.min() ?? 0)
        let high = max(fitted.max() ?? 0, observed.max() ?? 0)
        return Chart(
            "Fitted and observed", xAxis: .linear("predicted"), yAxis: .linear("observed"),
            series: [
                .line([Point(low, low), Point(high, high)], color: Theme.referenceLine, dashed: true),
                .scatter(zip(fitted, observed).map { Point($0, $1) }, color: .blue),
            ],
            description: "The observed targets against the predictions; a perfect fit follows the diagonal.")
    }
}
