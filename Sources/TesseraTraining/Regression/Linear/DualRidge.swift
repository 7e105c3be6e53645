import Tessera

/// Ridge regression with more columns than rows by its dual: w = Aᵀ·α with (A·Aᵀ + ridge)·α = b, columns and targets about
/// their weighted means where there is an intercept (C. Saunders, A. Gammerman, V. Vovk, "Ridge regression learning algorithm
/// in dual variables", 1998). The system is factorised by rows, without its squares, and refined in double-double.
struct DualRidge {
    /// In the order of the design's names.
    let estimates: [DoubleDouble]
    /// Target less prediction for each row, times the root of its weight.
    let residuals: [DoubleDouble]

    private static let mostSteps = 30

    /// - Returns: nil where refinement does not converge, as for a penalty that is nearly nothing.
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
        var (w, last) = ([DoubleDouble](), Double.infinity)
        for _ in 0..<Self.mostSteps {
            w = a.transposedProduct(alpha)
            let lacking = zip(a.residual(b, w), alpha).map { $0 - $1 * ridge }
            let step = factor.solveGram(lacking.map(\.value))
            alpha = zip(alpha, step).map { $0 + $1 }
            let (size, whole) = (HouseholderQR.length(step[...]), HouseholderQR.length(alpha.map(\.high)[...]))
            if size <= 1e-26 * whole || size == 0 { break }
            guard size <= last / 2 else {
                if size <= 1e-17 * whole { break }
                return nil
            }
            last = size
        }
        guard
            last <= 1e-12 * max(HouseholderQR.length(alpha.map(\.high)[...]), .leastNormalMagnitude)
                || last == .infinity
        else { return nil }
        w = a.transposedProduct(alpha)
        residuals = alpha.map { $0 * ridge }
        estimates = table.estimates(w)
    }
}

/// Columns and targets about their weighted means, times the roots of the weights, in double-double.
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
            let moved = hasIntercept ? values.map { $0 - mean } : values
            return (roots.map { zip(moved, $0).map { $0 * $1 } } ?? moved, mean)
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

    /// The coefficients of the columns as they are, the intercept first where there is one.
    func estimates(_ w: [DoubleDouble]) -> [DoubleDouble] {
        hasIntercept ? [zip(w, means).reduce(targetMean) { $0 - $1.0 * $1.1 }] + w : w
    }
}
