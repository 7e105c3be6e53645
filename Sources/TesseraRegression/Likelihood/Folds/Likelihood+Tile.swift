import Tessera

/// A likelihood over the rows of a tile, in double precision. Logistic regression has loops of its own; other families
/// are computed as for rows in memory.
extension Likelihood {
    private var isLogistic: Bool {
        family == .binomial && link == .logit
    }

    /// Stores the negative log-likelihood of each row.
    func computeLosses(
        _ tile: borrowing RowTile<Double>, _ linearPredictor: UnsafePointer<Double>,
        to losses: UnsafeMutablePointer<Double>
    ) {
        let (rows, targets) = (tile.rows.count, tile.columns[1])
        if isLogistic {
            Backend.current.kernels.binary(
                .crossEntropyOfLogits, rows, Operand(linearPredictor), Operand(targets), losses)
            return
        }
        for row in 0..<rows { losses[row] = -logLikelihood(targets[row], linearPredictor[row]) }
    }

    /// Turns the linear predictor into IRLS weights, times the weight of the row, and working residuals, the derivative
    /// of the log-likelihood divided by the IRLS weight: the product of both is the term of the row in the gradient.
    ///
    /// - Parameters:
    ///   - residuals: on entry the linear predictor of each row.
    ///   - magnitudes: the sizes of the terms that cancel in the derivatives; nil for two classes.
    /// - Returns: the sum of the squared working responses, η + residual, times their weights; 0 for logistic
    ///   regression.
    func computeIRLSTerms(
        _ tile: borrowing RowTile<Double>, residuals: UnsafeMutablePointer<Double>,
        weights: UnsafeMutablePointer<Double>, magnitudes: UnsafeMutablePointer<Double>?
    ) -> Double {
        if isLogistic {
            Self.computeLogisticTerms(tile, residuals: residuals, weights: weights)
            return 0
        }
        let (columns, isWeighted) = (tile.columns, tile.rowShape.hasWeights)
        var sum = 0.0
        for row in 0..<tile.rows.count {
            let (linearPredictor, caseWeight) = (residuals[row], isWeighted ? columns[2][row] : 1)
            let (score, weight) = derivatives(columns[1][row], DoubleDouble(linearPredictor))
            // With a weight of 0 the gradient of the row would vanish too.
            let bounded = max(weight.value, 1e-100)
            magnitudes?[row] = magnitude(columns[1][row], linearPredictor, bounded * caseWeight)
            residuals[row] = caseWeight == 0 ? 0 : score.value / bounded
            weights[row] = bounded * caseWeight
            let response = linearPredictor + residuals[row]
            sum += weights[row] * response * response
        }
        return sum
    }

    /// The same for logistic regression: IRLS weights p·(1 − p) and working residuals (y − p) / (p·(1 − p)).
    private static func computeLogisticTerms(
        _ tile: borrowing RowTile<Double>, residuals: UnsafeMutablePointer<Double>,
        weights: UnsafeMutablePointer<Double>
    ) {
        let (columns, isWeighted) = (tile.columns, tile.rowShape.hasWeights)
        for row in 0..<tile.rows.count {
            let (weight, isOne) = (isWeighted ? columns[2][row] : 1, columns[1][row] == 1)
            let margin = isOne ? residuals[row] : -residuals[row]
            let exponential = Double.exp(-abs(margin))
            let sigmoid = 1 / (1 + exponential)
            let (error, probability) = margin > 0 ? (exponential * sigmoid, sigmoid) : (sigmoid, exponential * sigmoid)
            // The probability of the observed class is bounded from below: with 0, the weight would vanish, and with it
            // the gradient of a misclassified row.
            let bounded = max(probability, 1e-100)
            residuals[row] = weight == 0 ? 0 : (isOne ? 1 : -1) / bounded
            weights[row] = error * bounded * weight
        }
    }
}
