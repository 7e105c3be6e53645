extension Chart {
    /// Returns the receiver operating characteristic (ROC) of scores: the fraction of class 1 that a threshold selects
    /// against the fraction of class 0 that it selects, for all thresholds, with the area under the curve.
    ///
    /// ```swift
    /// let chart = try Chart.roc(scores: probabilities, labels: classes)
    /// let picture = chart.svg(.automatic)
    /// ```
    ///
    /// - Parameters:
    ///   - scores: any numbers that are higher for rows more likely of class 1, such as probabilities or logits.
    ///   - labels: the class of each row, 0 or 1.
    /// - Throws: `ChartError` if there are no rows, the counts differ, a score is not finite, a label is neither 0 nor 1, or
    ///   one of the classes is absent.
    public static func roc(scores: [Double], labels: [Double]) throws(ChartError) -> Chart {
        try roc([(name: "", scores: scores, labels: labels)])
    }

    /// Returns the curves of several classes, each against all others.
    package static func roc(
        _ curves: [(name: String, scores: [Double], labels: [Double])]
    ) throws(ChartError) -> Chart {
        var (series, texts) = ([chanceLine], [String]())
        for curve in curves {
            let ranked = try RankedScores(scores: curve.scores, labels: curve.labels)
            let area = "AUC \(areaText(ranked.areaUnderROC))"
            let text = curve.name.isEmpty ? area : "\(curve.name): \(area)"
            series.append(.line(ranked.rocPoints, label: text))
            texts.append(text)
        }
        return Chart(
            "ROC curve", xAxis: .linear("false-positive rate", range: unitRange),
            yAxis: .linear("true-positive rate", range: unitRange), series: series, width: 440, height: 440,
            description: "The true-positive rate against the false-positive rate for all thresholds. "
                + texts.joined(separator: ", ") + "; a score that tells nothing follows the diagonal, with 0.5.")
    }

    /// Rates from 0 to 1, with room for lines along the edges.
    static let unitRange = -0.03...1.03

    /// The text of an area of at most 1, which is 1 only where the area is.
    static func areaText(_ area: Double) -> String {
        let text = DecimalNumber.valueText(area)
        return text == "1" && area < 1 ? "> 0.999" : text
    }

    /// The diagonal from (0, 0) to (1, 1).
    static let chanceLine = Series.line([Point(0, 0), Point(1, 1)], color: Theme.referenceLine, dashed: true)
}
