extension Chart {
    /// Returns coefficients with their confidence intervals, the first on top, about a line at 0. An interval that does not
    /// cross the line is that of a coefficient which differs from 0 at the level of the interval.
    ///
    /// ```swift
    /// let named = summary.coefficients.dropFirst()      // without the intercept
    /// let chart = try Chart.coefficients(
    ///     named.map(\.name), estimates: named.map(\.estimate), intervals: named.map(\.confidenceInterval))
    /// ```
    ///
    /// - Parameters:
    ///   - names: the names of the coefficients.
    ///   - estimates: their values, in one unit: coefficients per standard deviation of a column can be compared.
    ///   - intervals: the confidence interval of each, nil for one that has none; without any only estimates are drawn.
    ///   - axis: the label of the horizontal axis.
    /// - Throws: `ChartError` if there are no coefficients, the counts differ, or a number is not finite.
    public static func coefficients(
        _ names: [String], estimates: [Double], intervals: [ClosedRange<Double>?] = [], axis: String = "coefficient"
    ) throws(ChartError) -> Chart {
        try ChartInput.checkCounts("names", names.count, "estimates", estimates.count)
        try ChartInput.check("estimates", estimates)
        if !intervals.isEmpty {
            try ChartInput.checkCounts("estimates", estimates.count, "intervals", intervals.count)
            let ends = intervals.compactMap(\.self).flatMap { [$0.lowerBound, $0.upperBound] }
            if !ends.isEmpty { try ChartInput.check("the ends of intervals", ends) }
        }
        let last = Double(names.count - 1)
        let drawn = estimates.indices.map { index in
            let (estimate, y) = (estimates[index], last - Double(index))
            let range = (intervals.isEmpty ? nil : intervals[index]) ?? estimate...estimate
            return Series.Interval(
                center: Point(estimate, y), low: Point(range.lowerBound, y), high: Point(range.upperBound, y))
        }
        let hasIntervals = intervals.contains { $0 != nil }
        return Chart(
            "Coefficients", xAxis: .linear(axis), yAxis: .categories(names.reversed()),
            series: [.verticalLine(x: 0), .intervals(drawn)],
            height: min(max(130 + 26 * Double(names.count), 200), 8000),
            description: "The coefficients\(hasIntervals ? " with their intervals" : ""): "
                + zip(names, estimates).map { "\($0) \(DecimalNumber.valueText($1))" }.joined(separator: ", ") + ".")
    }
}
