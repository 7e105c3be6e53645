import Tessera

extension LinearSummary {
    /// Fits least squares in passes over tiles of rows.
    init(streaming fit: inout StreamingLeastSquaresFit, _ rows: some RowSource<Double>, target: Int, confidence: Double)
        throws(RegressionError)
    {
        let solution = try fit.solve(target, rows)
        try self.init(
            rows, target: target, coefficients: solution.coefficients.map(\.value), sums: solution.sums,
            names: fit.names, solver: fit.solver, confidence: confidence, isExact: fit.l2 == 0)
        let system = fit.system
        conditionNumber = try RegressionError.translating { try system.conditionNumber() }
        if let table = rows.table { leverage = .folded(system, table) }
        if fit.l2 > 0 { return }
        let unscaledVariances = try RegressionError.translating { try system.inverseGramDiagonal() }
        rateCoefficients(fit.names.ordered(unscaledVariances))
    }

    /// Derives a summary from given coefficients: one for each feature, then the intercept.
    ///
    /// - Parameters:
    ///   - sums: the sums over the residuals, where they are already known.
    ///   - isExact: whether the coefficients are the unique least-squares solution without a penalty.
    init(
        _ rows: some RowSource<Double>, target: Int = 0, coefficients: [Double],
        sums known: ResidualFold.Partial? = nil,
        names: CoefficientNames, solver: LinearSolver, confidence: Double, isExact: Bool = false, rank: Int? = nil
    ) throws(RegressionError) {
        let sums: ResidualFold.Partial
        if let known {
            sums = known
        } else {
            let exact = coefficients.map { DoubleDouble($0) }
            sums = try RegressionError.translating { try rows.fold(ResidualFold(exact, target: target)) }
        }
        let total = names.hasIntercept ? sums.targets.aboutMean : sums.targets.aboutZero
        let squares = (sums.squares.value, total.value, sums.targets.aboutZero.value)
        if !squares.0.isFinite || !(squares.1 > ColumnMagnitudes.leastSquare && squares.1.isFinite) {
            try ColumnMagnitudes.check(rows, names: names.columns)
        }
        guard squares.0.isFinite, squares.1.isFinite else { throw RegressionError(.linearAlgebra(.overflow)) }
        self.init(
            names: names.all, solver: solver, estimates: names.ordered(coefficients),
            hasIntercept: names.hasIntercept, rows: sums.count, confidence: confidence, squares: squares,
            logWeight: sums.logWeight, isPenalized: !isExact, rank: rank)
        if let table = rows.table { compare(with: table, target) }
    }

    /// Computes predictions and residuals for rows in memory.
    private mutating func compare(with table: RowTable<Double>, _ target: Int) {
        weights = table.weights?.scalars
        rowNumbers = Array(0..<table.rowCount)
        let predicted = predictor.ofColumns(table.features)
        fittedValues = predicted.scalars
        residuals = (table.targets.sliced(axis: 1, target..<target + 1).flattened() - predicted).scalars
    }
}

/// A least-squares fit of tall tables, for several targets by one factorisation. It holds the solver that was used: the
/// one requested, or the one it fell back to.
struct StreamingLeastSquaresFit {
    let names: CoefficientNames
    let l2: Double
    private(set) var system: StreamingLeastSquares
    private(set) var solver: LinearSolver

    /// - Parameters:
    ///   - counted: the number of rows with a weight above 0.
    ///   - solver: `.qr`, or `.normalEquations`, which falls back to `.qr` where columns are nearly dependent.
    /// - Throws: `RegressionError` of kind `tooFewRows`, `tooSmall`, `collinear`.
    init(
        _ rows: some RowSource<Double>, counted: Int, names: CoefficientNames, l2: Double, solver: LinearSolver
    ) throws(RegressionError) {
        guard counted >= names.all.count || l2 > 0 else {
            throw RegressionError(.tooFewRows(rows: counted, coefficients: names.all.count))
        }
        (self.names, self.l2) = (names, l2)
        (self.system, self.solver) = try RegressionError.translating {
            if solver == .normalEquations {
                do {
                    let intercept = names.hasIntercept
                    return (
                        try StreamingLeastSquares(rows, intercept: intercept, ridge: l2, method: .gram),
                        .normalEquations
                    )
                } catch is LinearAlgebraError {
                    // The normal equations square the condition number, which is beyond double precision here; that of
                    // the rows themselves may not be.
                }
            }
            return (try Self.factorRows(rows, names, l2), .qr)
        }
        if system.shortest < ColumnMagnitudes.smallest { try ColumnMagnitudes.check(rows, names: names.columns) }
    }

    /// Returns the coefficients for one of the targets.
    mutating func solve(_ target: Int, _ rows: some RowSource<Double>) throws(RegressionError)
        -> StreamingLeastSquares.Solution
    {
        let (system, solver, names, l2) = (system, solver, names, l2)
        let (solution, final) = try RegressionError.translating {
            do {
                return (try system.solve(target: target), StreamingLeastSquares?.none)
            } catch is LinearAlgebraError where solver == .normalEquations {
                let better = try Self.factorRows(rows, names, l2)
                return (try names.locating(rows) { try better.solve(target: target) }, better)
            } catch let error as LinearAlgebraError {
                return try names.locating(rows) { throw error }
            }
        }
        if let final { (self.system, self.solver) = (final, .qr) }
        return solution
    }

    private static func factorRows(
        _ rows: some RowSource<Double>, _ names: CoefficientNames, _ l2: Double
    ) throws -> StreamingLeastSquares {
        try names.locating(rows) {
            try StreamingLeastSquares(rows, intercept: names.hasIntercept, ridge: l2, method: .qr)
        }
    }
}
