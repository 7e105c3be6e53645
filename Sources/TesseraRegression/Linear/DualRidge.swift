import Tessera

/// Ridge regression with more columns than rows in its dual form: w = Aᵀ·α with (A·Aᵀ + ridge·I)·α = b, with columns
/// and targets centred at their weighted means where there is an intercept (C. Saunders, A. Gammerman, V. Vovk, "Ridge
/// regression learning algorithm in dual variables", 1998). The system is solved by a QR factorisation of [Aᵀ;
/// √ridge·I], so that A·Aᵀ is never formed, and refined in double-double.
struct DualRidge {
    /// The coefficients in the order of the design's names.
    let estimates: [DoubleDouble]
    /// The residual of each row, target minus prediction, times the square root of its weight.
    let residuals: [DoubleDouble]

    private static let mostSteps = 30

    /// - Returns: nil where refinement does not converge, as for a penalty close to 0.
    init?(_ design: RegressionDesign, ridge: Double) throws(LinearAlgebraError) {
        let table = CentredTable(design)
        let (a, b) = (table.columns, table.targets)
        let (rows, root) = (design.rows, ridge.squareRoot())
        var stacked: [Double] = []
        stacked.reserveCapacity(rows * (a.columns + rows))
        for row in 0..<rows {
            for column in 0..<a.columns { stacked.append(a.high[column * rows + row]) }
            for other in 0..<rows { stacked.append(other == row ? root : 0) }
        }
        let factor = try HouseholderQR(stacked, rows: a.columns + rows, columns: rows)
        var alpha = [DoubleDouble](repeating: .zero, count: rows)
        var (w, lastStepNorm) = ([DoubleDouble](), Double.infinity)
        for _ in 0..<Self.mostSteps {
            w = a.transposedProduct(alpha)
            let residual = zip(a.residual(b, w), alpha).map { $0 - $1 * ridge }
            let step = factor.solveGram(residual.map(\.value))
            alpha = zip(alpha, step).map { $0 + $1 }
            let (stepNorm, alphaNorm) = (HouseholderQR.length(step[...]), HouseholderQR.length(alpha.map(\.high)[...]))
            if stepNorm <= 1e-26 * alphaNorm || stepNorm == 0 { break }
            guard stepNorm <= lastStepNorm / 2 else {
                if stepNorm <= 1e-17 * alphaNorm { break }
                return nil
            }
            lastStepNorm = stepNorm
        }
        guard
            lastStepNorm <= 1e-12 * max(HouseholderQR.length(alpha.map(\.high)[...]), .leastNormalMagnitude)
                || lastStepNorm == .infinity
        else { return nil }
        w = a.transposedProduct(alpha)
        residuals = alpha.map { $0 * ridge }
        estimates = table.estimates(w)
    }
}

/// Columns and targets, centred at their weighted means where there is an intercept, times the square roots of the
/// weights, in double-double.
private struct CentredTable {
    let columns: PreciseColumns
    let targets: [DoubleDouble]
    private let means: [DoubleDouble]
    private let targetMean: DoubleDouble
    private let hasIntercept: Bool

    init(_ design: RegressionDesign) {
        let (all, rows) = (design.columns, design.rows)
        let hasIntercept = design.hasIntercept
        self.hasIntercept = hasIntercept
        let weights = design.weights ?? Array(repeating: 1, count: rows)
        let roots = design.weights?.map { DoubleDouble($0).squareRoot() }
        let total = weights.reduce(DoubleDouble.zero) { $0 + $1 }
        func centred(_ values: [DoubleDouble]) -> (values: [DoubleDouble], mean: DoubleDouble) {
            let sum = hasIntercept ? zip(values, weights).reduce(DoubleDouble.zero) { $0 + $1.0 * $1.1 } : .zero
            let mean = sum / total
            let deviations = hasIntercept ? values.map { $0 - mean } : values
            return (roots.map { zip(deviations, $0).map { $0 * $1 } } ?? deviations, mean)
        }
        var (columns, means) = (PreciseColumns(rows: rows), [DoubleDouble]())
        for column in (hasIntercept ? 1 : 0)..<all.columns {
            let found = centred((0..<rows).map { all[$0, column] })
            columns.append(found.values)
            means.append(found.mean)
        }
        (self.columns, self.means) = (columns, means)
        (targets, targetMean) = centred(design.targets.map { DoubleDouble($0) })
    }

    /// Returns the coefficients of the original columns, the intercept first where there is one.
    func estimates(_ w: [DoubleDouble]) -> [DoubleDouble] {
        hasIntercept ? [zip(w, means).reduce(targetMean) { $0 - $1.0 * $1.1 }] + w : w
    }
}
