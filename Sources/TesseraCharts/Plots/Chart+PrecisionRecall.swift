extension Chart {
    /// Returns the precision–recall curve of scores: which fraction of the rows that a threshold selects are of class 1,
    /// against the fraction of class 1 that it selects, for all thresholds, with the average precision, which is the area
    /// under the steps.
    ///
    /// ```swift
    /// let chart = try Chart.precisionRecall(scores: probabilities, labels: classes)
    /// ```
    ///
    /// - Parameters:
    ///   - scores: any numbers that are higher for rows more likely of class 1, such as probabilities or logits.
    ///   - labels: the class of each row, 0 or 1.
    /// - Throws: `ChartError` if there are no rows, the counts differ, a score is not finite, a label is neither 0 nor 1, or
    ///   one of the classes is absent.
    public static func precisionRecall(scores: [Double], labels: [Double]) throws(ChartError) -> Chart {
        let ranked = try RankedScores(scores: scores, labels: labels)
        let area = areaText(ranked.averagePrecision)
        let share = Double(ranked.positives) / Double(labels.count)
        return Chart(
            "Precision and recall", xAxis: .linear("recall", range: unitRange),
            yAxis: .linear("precision", range: unitRange),
            series: [
                .horizontalLine(y: share, label: "share of class 1"),
                .line(ranked.precisionRecallPoints, label: "AP \(area)"),
            ],
            width: 440, height: 440,
            description:
                "The precision against the recall for all thresholds. The average precision is \(area); a score "
                + "that tells nothing has the share of class 1, \(DecimalNumber.valueText(share)).")
    }
}
