import Tessera

/// What rows say of their linear predictors, in double-double.
struct LogisticModel {
    /// Targets less probabilities, each as often as its row counts.
    let misses: [DoubleDouble]
    /// The roots of the rows' weights p·(1 − p) in the information matrix.
    let roots: [DoubleDouble]
    /// The sum of these weights.
    let information: Double

    init(_ margins: [DoubleDouble], _ targets: [Double], _ counts: [Double]) {
        let shares = margins.map { Self.probabilities($0) }
        misses = shares.indices.map { row in
            (targets[row] == 1 ? shares[row].no : -shares[row].yes) * counts[row]
        }
        let weights = shares.indices.map { shares[$0].yes * shares[$0].no * counts[$0] }
        roots = weights.map { $0.squareRoot() }
        information = weights.reduce(0) { $0 + $1.value }
    }

    /// σ(z) and 1 − σ(z), both to full precision.
    private static func probabilities(_ z: DoubleDouble) -> (yes: DoubleDouble, no: DoubleDouble) {
        let small = DoubleDouble.exp(z.high < 0 ? z : -z)
        let whole = small + 1
        let (large, rest) = (DoubleDouble(1) / whole, small / whole)
        return z.high < 0 ? (rest, large) : (large, rest)
    }
}
