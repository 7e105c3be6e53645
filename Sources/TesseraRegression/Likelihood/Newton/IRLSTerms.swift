import Tessera

/// The IRLS quantities of a logistic regression at given linear predictors: residuals y − p and weights p(1 − p), in
/// double-double.
struct IRLSTerms {
    /// The residuals, target minus probability, each times the weight of its row.
    let misses: [DoubleDouble]
    /// The square roots of the IRLS weights p·(1 − p), which form the information matrix XᵀWX.
    let roots: [DoubleDouble]
    /// The sum of the IRLS weights.
    let information: Double

    init(_ linearPredictor: [DoubleDouble], _ targets: [Double], _ caseWeights: [Double]) {
        let probabilities = linearPredictor.map { Self.probabilities($0) }
        misses = probabilities.indices.map { row in
            (targets[row] == 1 ? probabilities[row].no : -probabilities[row].yes) * caseWeights[row]
        }
        let weights = probabilities.indices.map { probabilities[$0].yes * probabilities[$0].no * caseWeights[$0] }
        roots = weights.map { $0.squareRoot() }
        information = weights.reduce(0) { $0 + $1.value }
    }

    /// Returns σ(z) and 1 − σ(z), both to full precision.
    private static func probabilities(_ z: DoubleDouble) -> (yes: DoubleDouble, no: DoubleDouble) {
        let small = DoubleDouble.exp(z.high < 0 ? z : -z)
        let whole = small + 1
        let (large, rest) = (DoubleDouble(1) / whole, small / whole)
        return z.high < 0 ? (rest, large) : (large, rest)
    }
}
