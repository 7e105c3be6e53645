import Foundation
import Tessera

extension LinearSummary {
    /// Fits a design to the last digit: Householder QR with Björck's iterative refinement (Å. Björck, "Iterative
    /// refinement of linear least squares solutions I", 1967); ridge regression with more columns than rows by its
    /// dual.
    init(qr design: RegressionDesign, l2: Double, confidence: Double) throws(RegressionError) {
        let count = design.names.count
        guard design.rows >= count || l2 > 0 else {
            throw RegressionError(.tooFewRows(rows: design.rows, coefficients: count))
        }
        if l2 > 0, count > design.rows + 1,
            let dual = try design.locating({ () throws(LinearAlgebraError) in
                try DualRidge(design, ridge: l2)
            })
        {
            try self.init(
                design, estimates: dual.estimates, residuals: dual.residuals, isPenalized: true, confidence: confidence)
            return
        }
        let (system, shifts) = try design.locating { () throws(LinearAlgebraError) in
            try Self.system(design, l2: l2)
        }
        let (_, targets) = design.weighted(l2: l2)
        let solution = try design.locating { () throws(LinearAlgebraError) in try system.solve(targets) }
        try self.init(
            design, estimates: shifts.coefficients(solution.x), residuals: Array(solution.residual.prefix(design.rows)),
            isPenalized: l2 > 0, confidence: confidence)
        conditionNumber = shifts.isNeeded ? Self.conditionNumber(design, l2: l2) : system.conditionNumber()
        leverage = .refined(system)
        if l2 > 0 { return }
        try rateCoefficients(design.locating { () throws(LinearAlgebraError) in try shifts.variances(system) })
    }

    /// Factorises the original columns or, where these are rank-deficient in double precision because their leading
    /// digits agree, the columns minus their medians.
    private static func system(
        _ design: RegressionDesign, l2: Double
    ) throws(LinearAlgebraError) -> (system: RefinedLeastSquares, shifts: ColumnShifts) {
        let none = ColumnShifts(design, design.columns, beyond: .infinity)
        do {
            return (try RefinedLeastSquares(design.weighted(l2: l2).columns), none)
        } catch {
            let shifts = ColumnShifts(design, design.columns, beyond: 1000)
            guard case .rankDeficient = error, shifts.isNeeded else { throw error }
            return (
                try RefinedLeastSquares(design.weighted(l2: l2, columns: shifts.shifted(design.columns)).columns),
                shifts
            )
        }
    }

    private static func conditionNumber(_ design: RegressionDesign, l2: Double) -> Double? {
        let columns = design.weighted(l2: l2).columns
        return try? HouseholderQR(columns.high, rows: columns.rows, columns: columns.columns).conditionNumber()
    }

    /// - Parameter residuals: target minus prediction, times the square root of the row's weight.
    private init(
        _ design: RegressionDesign, estimates: [DoubleDouble], residuals: [DoubleDouble], isPenalized: Bool,
        confidence: Double
    ) throws(RegressionError) {
        let squares = residuals.reduce(DoubleDouble.zero) { $0 + $1 * $1 }.value
        let total = design.totalSumOfSquares(aboutMean: design.hasIntercept)
        if total < ColumnMagnitudes.leastSquare {
            try ColumnMagnitudes.check(design.table, names: CoefficientNames(design).columns)
        }
        guard squares.isFinite, total.isFinite else { throw RegressionError(.linearAlgebra(.overflow)) }
        self.init(
            names: design.names, solver: .qr, estimates: estimates.map(\.value), hasIntercept: design.hasIntercept,
            rows: design.rows, confidence: confidence,
            squares: (squares, total, design.totalSumOfSquares(aboutMean: false)),
            logWeight: design.weights?.reduce(0) { $0 + log($1) } ?? 0, isPenalized: isPenalized)
        self.residuals = design.unweighted(residuals)
        weights = design.weights
        fittedValues = zip(design.targets, self.residuals).map { $0 - $1 }
    }
}

extension RegressionDesign {
    /// Returns the weighted sum of squares of the targets about their mean, or about 0.
    fileprivate func totalSumOfSquares(aboutMean: Bool) -> Double {
        var squares = CentredSquares()
        for (row, target) in targets.enumerated() { squares.add(target, weight: weights?[row] ?? 1) }
        return (aboutMean ? squares.aboutMean : squares.aboutZero).value
    }

    /// Divides residuals by the square roots of the weights, which gives them the unit of the target.
    fileprivate func unweighted(_ residuals: [DoubleDouble]) -> [Double] {
        guard let weights else { return residuals.map(\.value) }
        return zip(residuals, weights).map { $0.value / $1.squareRoot() }
    }
}
