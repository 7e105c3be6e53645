extension Chart {
    /// Returns the calibration (reliability diagram) of probabilities: the rows are put into bins of equal width by their
    /// probability; each bin shows the fraction of class 1 against the mean probability, with the 95 % interval of Wilson
    /// ("Probable inference, the law of succession, and statistical inference", 1927). Good probabilities lie on the
    /// diagonal.
    ///
    /// ```swift
    /// let chart = try Chart.calibration(probabilities: model.predictProbability(x).scalars, labels: classes)
    /// ```
    ///
    /// - Parameters:
    ///   - probabilities: the predicted probability of class 1 of each row.
    ///   - labels: the class of each row, 0 or 1.
    ///   - bins: the number of bins, from 2 to 100; those without rows are left out.
    /// - Throws: `ChartError` if there are no rows, the counts differ, a probability is not from 0 to 1, a label is neither 0
    ///   nor 1, or the number of bins is out of its range.
    public static func calibration(
        probabilities: [Double], labels: [Double], bins: Int = 10
    ) throws(ChartError) -> Chart {
        try ChartInput.check("probabilities", probabilities, "labels", labels)
        try ChartInput.checkBinary(labels)
        if let index = probabilities.firstIndex(where: { !(0...1).contains($0) }) {
            throw .notProbability(index: index, value: probabilities[index])
        }
        if !(2...100).contains(bins) { throw .outOfRange(argument: "bins", value: bins, range: 2...100) }
        var sums = [(rows: Int, probability: Double, ones: Int)](repeating: (0, 0, 0), count: bins)
        for (probability, label) in zip(probabilities, labels) {
            let bin = min(Int(probability * Double(bins)), bins - 1)
            sums[bin].rows += 1
            sums[bin].probability += probability
            sums[bin].ones += label == 1 ? 1 : 0
        }
        let used = sums.filter { $0.rows > 0 }
        return Chart(
            "Calibration", xAxis: .linear("mean predicted probability", range: unitRange),
            yAxis: .linear("fraction of class 1", range: unitRange),
            series: [
                chanceLine,
                .intervals(used.map { interval(mean: $0.probability / Double($0.rows), ones: $0.ones, rows: $0.rows) }),
            ],
            width: 440, height: 440,
            description:
                "The fraction of class 1 against the mean predicted probability of \(used.count) bins, with 95 % "
                + "intervals. Calibrated probabilities lie on the diagonal.")
    }

    /// Returns the fraction of a bin with its 95 % interval.
    private static func interval(mean: Double, ones: Int, rows: Int) -> Series.Interval {
        let (n, z) = (Double(rows), 1.959963984540054)
        let fraction = Double(ones) / n
        let scale = 1 + z * z / n
        let center = (fraction + z * z / (2 * n)) / scale
        let half = z / scale * (fraction * (1 - fraction) / n + z * z / (4 * n * n)).squareRoot()
        return Series.Interval(
            center: Point(mean, fraction), low: Point(mean, max(center - half, 0)),
            high: Point(mean, min(center + half, 1)))
    }
}
