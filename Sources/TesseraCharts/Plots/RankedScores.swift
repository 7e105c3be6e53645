/// Scores in descending order with the rows of either class that reach them: what ROC and precision–recall curves are
/// made of.
struct RankedScores {
    /// What a threshold at a score selects.
    struct Selection {
        /// The selected rows of class 1.
        let truePositives: Int
        /// The selected rows of class 0.
        let falsePositives: Int
    }

    /// One selection for each distinct score, from the highest to the lowest; rows of equal scores are selected together.
    let selections: [Selection]
    let positives: Int
    let negatives: Int

    /// - Throws: `ChartError` for scores that are not finite, labels that are neither 0 nor 1, different counts, no rows,
    ///   or rows of one class only.
    init(scores: [Double], labels: [Double]) throws(ChartError) {
        try ChartInput.check("scores", scores, "labels", labels)
        try ChartInput.checkBinary(labels)
        positives = labels.count { $0 == 1 }
        negatives = labels.count - positives
        if positives == 0 || negatives == 0 { throw .oneClassOnly(labels[0]) }
        var selections: [Selection] = []
        var (selectedPositives, selectedNegatives) = (0, 0)
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        for (rank, row) in order.enumerated() {
            if labels[row] == 1 { selectedPositives += 1 } else { selectedNegatives += 1 }
            if rank + 1 == order.count || scores[order[rank + 1]] != scores[row] {
                selections.append(Selection(truePositives: selectedPositives, falsePositives: selectedNegatives))
            }
        }
        self.selections = selections
    }

    /// The receiver operating characteristic: the true-positive rate by the false-positive rate, from (0, 0) to (1, 1).
    var rocPoints: [Point] {
        [Point(0, 0)]
            + selections.map {
                Point(Double($0.falsePositives) / Double(negatives), Double($0.truePositives) / Double(positives))
            }
    }

    /// The area under the receiver operating characteristic, by the trapezoidal rule.
    var areaUnderROC: Double {
        let points = rocPoints
        return zip(points, points.dropFirst()).reduce(0) { $0 + ($1.1.x - $1.0.x) * ($1.1.y + $1.0.y) / 2 }
    }

    /// Precision by recall in steps: from one recall to the next the precision is that of the next, as the average
    /// precision counts it.
    var precisionRecallPoints: [Point] {
        var recall = 0.0
        return selections.flatMap { selection -> [Point] in
            let precision = precision(of: selection)
            let start = recall
            recall = Double(selection.truePositives) / Double(positives)
            return [Point(start, precision), Point(recall, precision)]
        }
    }

    /// The average precision Σ (Rᵢ − Rᵢ₋₁)·Pᵢ, the area under the steps.
    var averagePrecision: Double {
        var (sum, recall) = (0.0, 0.0)
        for selection in selections {
            let next = Double(selection.truePositives) / Double(positives)
            sum += (next - recall) * precision(of: selection)
            recall = next
        }
        return sum
    }

    private func precision(of selection: Selection) -> Double {
        Double(selection.truePositives) / Double(selection.truePositives + selection.falsePositives)
    }
}
