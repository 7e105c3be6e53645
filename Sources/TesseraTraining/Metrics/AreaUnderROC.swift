public import Tessera

extension Metrics {
    /// Returns the area under the receiver operating characteristic (ROC AUC): the probability that a random row of
    /// class 1 has a higher score than a random row of class 0, where equal scores count half (J. Hanley, B. McNeil,
    /// "The meaning and use of the area under a receiver operating characteristic (ROC) curve", 1982).
    ///
    /// - Parameters:
    ///   - scores: any measure that is higher for rows more likely of class 1, such as probabilities or logits.
    ///   - expected: the classes, 0 or 1, as many as scores.
    /// - Returns: nil if one of the classes is absent, or a score is NaN, which cannot be ordered.
    public static func areaUnderROC<Scalar: RealScalar>(scores: Tensor<Scalar>, expected: Tensor<Scalar>) -> Double? {
        Metrics.requireSameCount("areaUnderROC", scores, expected)
        let rows = zip(scores.doubles, expected.doubles).sorted { $0.0 < $1.0 }
        if rows.contains(where: { $0.0.isNaN }) { return nil }
        var negativesBelow = 0
        var positives = 0
        // The Mann–Whitney U statistic, counted in halves so that ties are integers.
        var halfWins = 0
        var start = 0
        while start < rows.count {
            let end = rows[start...].firstIndex { $0.0 != rows[start].0 } ?? rows.count
            let tiedPositives = rows[start..<end].count { $0.1 != 0 }
            let tiedNegatives = end - start - tiedPositives
            halfWins += tiedPositives * (2 * negativesBelow + tiedNegatives)
            negativesBelow += tiedNegatives
            positives += tiedPositives
            start = end
        }
        guard positives > 0, negativesBelow > 0 else { return nil }
        return Double(halfWins) / 2 / (Double(positives) * Double(negativesBelow))
    }
}
