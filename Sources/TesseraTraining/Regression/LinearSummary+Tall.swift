import Tessera

extension LinearSummary {
    /// Least squares in passes over tiles of rows.
    ///
    /// - Parameters:
    ///   - names: of the coefficients.
    ///   - solver: `.qr` or `.normalEquations`, which gives way to it where columns are nearly dependent.
    init(
        folding rows: some RowSource<Double>, target: Int, names: [String], intercept: Bool, l2: Double,
        solver: LinearSolver, confidence: Double
    ) throws(TrainingError) {
        guard rows.rowCount >= names.count || l2 > 0 else {
            throw .tooFewRows(rows: rows.rowCount, coefficients: names.count)
        }
        let fit = try TallFit(rows, target: target, names: names, intercept: intercept, l2: l2, solver: solver)
        let features = rows.rowShape.features
        let order = (intercept ? [features] : []) + Array(0..<features)
        let squares = (fit.solution.residualSumOfSquares, try Self.totalSumOfSquares(rows, target, intercept))
        guard squares.0.isFinite, squares.1.isFinite else {
            try rows.checkFinite()
            throw .linearAlgebra(.overflow)
        }
        self.init(
            names: names, solver: fit.solver, estimates: order.map { fit.solution.coefficients[$0].value },
            hasIntercept: intercept, rows: fit.solution.sums.count, confidence: confidence, squares: squares,
            logWeight: fit.solution.sums.logWeight, isPenalized: l2 > 0)
        let system = fit.system
        conditionNumber = try TrainingError.translating { try system.conditionNumber() }
        if let table = rows.table {
            leverage = .folded(system, table)
            compare(with: table, target)
        }
        if l2 > 0 { return }
        let spread = try TrainingError.translating { try system.inverseGramDiagonal() }
        rateCoefficients(order.map { spread[$0] })
    }

    /// Of the targets about their mean, or about 0 without an intercept; weighted.
    static func totalSumOfSquares(
        _ rows: some RowSource<Double>, _ target: Int, _ intercept: Bool
    ) throws(TrainingError) -> Double {
        try TrainingError.translating {
            let features = rows.rowShape.features
            let zeros = [DoubleDouble](repeating: .zero, count: features + 1)
            let first = try rows.fold(ResidualFold(zeros, target: target))
            guard intercept else { return first.squares.value }
            let mean = first.product(features) / DoubleDouble(first.weight)
            let again = try rows.fold(ResidualFold(zeros.dropLast() + [mean], target: target))
            let rest = again.product(features)
            return (again.squares - rest * rest / DoubleDouble(first.weight)).value
        }
    }
}

/// Coefficients of tall rows by the solver that is asked for, or the one that it gives way to.
private struct TallFit {
    let system: FoldedLeastSquares
    let solution: FoldedLeastSquares.Solution
    private(set) var solver: LinearSolver

    init(
        _ rows: some RowSource<Double>, target: Int, names: [String], intercept: Bool, l2: Double, solver: LinearSolver
    ) throws(TrainingError) {
        (self.system, self.solution, self.solver) = try TrainingError.translating {
            if solver == .normalEquations {
                do {
                    let system = try FoldedLeastSquares(rows, intercept: intercept, ridge: l2, method: .gram)
                    return (system, try system.solve(target: target), .normalEquations)
                } catch is LinearAlgebraError {
                    // Squared condition numbers are beyond double precision; those of the rows may not be.
                }
            }
            do {
                let system = try FoldedLeastSquares(rows, intercept: intercept, ridge: l2, method: .qr)
                return (system, try system.solve(target: target), .qr)
            } catch let error as LinearAlgebraError {
                try rows.checkFinite()
                throw Self.located(error, rows, names, intercept)
            }
        }
    }

    /// A dependence with the names of the columns.
    private static func located(
        _ error: LinearAlgebraError, _ rows: some RowSource<Double>, _ names: [String], _ intercept: Bool
    ) -> TrainingError {
        guard case .rankDeficient = error,
            let found = try? FoldedLeastSquares.dependence(rows, intercept: intercept)
        else { return .linearAlgebra(error) }
        let features = names.dropFirst(intercept ? 1 : 0).map { $0 }
        let parts = found.parts.map { features[$0] }
        return .collinear(column: features[found.column], with: parts.isEmpty && intercept ? [names[0]] : parts)
    }
}
