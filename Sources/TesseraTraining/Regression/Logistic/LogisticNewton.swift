import Foundation
import Tessera

/// The most likely logistic regression by Newton's method: iteratively reweighted least squares with Householder's QR of
/// the weighted rows, gradients in double-double (McCullagh and Nelder, 1989, §2.5).
struct LogisticNewton {
    private let design: RegressionDesign
    private let x: PreciseColumns
    private let targets: [Double]
    private let counts: [Double]
    /// ½·ridge·w² is added for every coefficient but the intercept.
    private let ridge: [Double]

    private(set) var estimates: [DoubleDouble]
    private(set) var logLikelihood = -Double.infinity
    private(set) var iterations = 0
    private var margins: [DoubleDouble] = []

    private static let mostIterations = 100

    init(_ design: RegressionDesign, l2: Double) throws(TrainingError) {
        self.design = design
        x = design.columns
        targets = design.targets
        counts = design.weights ?? Array(repeating: 1, count: design.rows)
        ridge = design.names.indices.map { $0 == 0 && design.hasIntercept ? 0 : l2 }
        estimates = Array(repeating: .zero, count: design.names.count)
        try run()
    }

    private mutating func run() throws(TrainingError) {
        (margins, logLikelihood) = rate(estimates)
        var last = Double.infinity
        while iterations < Self.mostIterations {
            iterations += 1
            let step = try newtonStep()
            let size = HouseholderQR.length(step[...])
            guard size.isFinite else { throw .linearAlgebra(.overflow) }
            advance(along: step)
            guard logLikelihood.isFinite else { throw .linearAlgebra(.overflow) }
            try checkSeparation(step)
            let scale = HouseholderQR.length(estimates.map(\.high)[...])
            if size <= 1e-22 * scale || size == 0 || (size <= 1e-15 * scale && size > last / 4) { return }
            last = size
        }
        throw .linearAlgebra(.notConverged(missing: estimates.count))
    }

    /// The linear function of each row and the penalised logarithm of the likelihood.
    private func rate(_ estimates: [DoubleDouble]) -> (margins: [DoubleDouble], value: Double) {
        let zeros = [DoubleDouble](repeating: .zero, count: design.rows)
        let margins = x.residual(zeros, estimates.map { -$0 })
        var sum = DoubleDouble.zero
        for (row, margin) in margins.enumerated() {
            // log σ(z) of the class that the row is of.
            let z = targets[row] == 1 ? margin.value : -margin.value
            sum = sum + counts[row] * (min(z, 0) - log1p(exp(-abs(z))))
        }
        for (own, estimate) in zip(ridge, estimates) { sum = sum - 0.5 * own * estimate.value * estimate.value }
        return (margins, sum.value)
    }

    /// σ(z) and 1 − σ(z), both to full precision.
    private static func probabilities(_ z: DoubleDouble) -> (yes: DoubleDouble, no: DoubleDouble) {
        let small = DoubleDouble.exp(z.high < 0 ? z : -z)
        let whole = small + 1
        let (large, rest) = (DoubleDouble(1) / whole, small / whole)
        return z.high < 0 ? (rest, large) : (large, rest)
    }

    /// H⁻¹·gradient.
    private func newtonStep() throws(TrainingError) -> [Double] {
        let shares = margins.map { Self.probabilities($0) }
        let misses = shares.indices.map { row in
            (targets[row] == 1 ? shares[row].no : -shares[row].yes) * counts[row]
        }
        var gradient = x.transposedProduct(misses)
        for (index, own) in ridge.enumerated() { gradient[index] = gradient[index] - estimates[index] * own }
        let weights = shares.indices.map { (shares[$0].yes.value * shares[$0].no.value * counts[$0]).squareRoot() }
        return try design.locating { () throws(LinearAlgebraError) -> [Double] in
            let factors = try HouseholderQR(weightedRows(weights), rows: rowsWithPenalty, columns: estimates.count)
            return factors.solveGram(gradient.map(\.value))
        }
    }

    private var isPenalized: Bool { ridge.contains { $0 > 0 } }
    private var rowsWithPenalty: Int { design.rows + (isPenalized ? estimates.count : 0) }

    /// Each row times its weight and, below, the roots of the penalty.
    private func weightedRows(_ weights: [Double]) -> [Double] {
        var matrix: [Double] = []
        matrix.reserveCapacity(rowsWithPenalty * estimates.count)
        for column in estimates.indices {
            for row in 0..<design.rows { matrix.append(x.high[column * design.rows + row] * weights[row]) }
            if isPenalized { matrix += ridge.indices.map { $0 == column ? ridge[column].squareRoot() : 0 } }
        }
        return matrix
    }

    /// Takes the step, or as much of it as makes the rows more likely.
    private mutating func advance(along step: [Double]) {
        var share = 1.0
        while true {
            let next = zip(estimates, step).map { $0 + share * $1 }
            let (margins, value) = rate(next)
            // Near the end the likelihood is flat to rounding.
            if value >= logLikelihood - 1e-9 * max(1, abs(logLikelihood)) || share < 1e-6 {
                (estimates, self.margins, logLikelihood) = (next, margins, value)
                return
            }
            share /= 2
        }
    }

    /// Without a penalty rows that a direction tells apart have no most likely coefficients: those of the direction grow
    /// for ever.
    private func checkSeparation(_ step: [Double]) throws(TrainingError) {
        if isPenalized { return }
        let margins = zip(margins, targets).map { $1 == 1 ? $0.value : -$0.value }
        let isComplete = margins.allSatisfy { $0 > 0 }
        // Rows on the border keep theirs; the others run away by about 1 a step.
        let isSuspect = iterations > 20 && (margins.max() ?? 0) > 15
        guard isComplete || isSuspect else { return }
        let (rows, intercept) = (design.table, design.hasIntercept)
        let ordered = isComplete ? estimates.map(\.value) : step
        let direction = intercept ? ordered.dropFirst() + [ordered[0]] : ordered + [0]
        let columns = try TrainingError.translating {
            try SeparatingColumns.find(along: direction, rows, intercept: intercept)
        }
        if isComplete || columns != nil { throw CoefficientNames(design).separable(columns) }
    }

    /// The columns times the roots of the rows' shares in the information matrix, to full precision.
    func information() throws(TrainingError) -> RefinedLeastSquares {
        let roots = margins.indices.map { row in
            let (yes, no) = Self.probabilities(margins[row])
            return (yes * no * counts[row]).squareRoot()
        }
        var columns = PreciseColumns(rows: design.rows)
        for column in estimates.indices { columns.append((0..<design.rows).map { x[$0, column] * roots[$0] }) }
        return try design.locating { () throws(LinearAlgebraError) in try RefinedLeastSquares(columns) }
    }
}
