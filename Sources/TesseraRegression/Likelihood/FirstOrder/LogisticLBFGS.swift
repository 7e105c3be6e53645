import Tessera
internal import TesseraModels

/// Logistic regression by L-BFGS (D. Liu, J. Nocedal, "On the limited memory BFGS method for large scale optimization",
/// 1989) on the mean loss, with a pass over the rows for each gradient. The two-loop recursion starts from the inverse
/// Hessian of a sample of the rows, which saves most of the steps; for tables in memory that are larger than caches, a
/// bfloat16 copy of the rows takes over most of the remaining passes.
struct LogisticLBFGS {
    /// The coefficients: one for each feature, then the intercept, 0 where there is none.
    let coefficients: [Double]
    /// The log-likelihood and counts of the rows at the coefficients.
    let likelihood: LikelihoodSums
    let convergence: Convergence
    /// The number of passes over the rows themselves.
    let evaluations: Int

    /// - Parameters:
    ///   - tolerance: the largest gradient, relative to its terms, that counts as 0.
    ///   - minimumBFloat16Bytes: the size of the features in memory from which on a bfloat16 copy is used.
    init(
        _ rows: some RowSource<Double>, intercept: Bool, l2: Double, tolerance: Double,
        maximumIterations: Int = 1000, minimumBFloat16Bytes: Int = 32 << 20
    ) throws {
        // A smaller median does no harm, and only rows that are not transformed can be converted to bfloat16.
        let scaling = try ColumnScaling(sampling: rows, intercept: intercept, farMedian: 0x1p14)
        let scaled = scaling.scaled(rows)
        let centred = CentredCoefficients(scaling.quartiles, intercept: intercept)
        let objective = LogisticObjective(
            scaled, centred, weight: try rows.totalWeight(), penalties: scaling.penalties(l2, power: 2))
        var iteration = LBFGSIteration(objective, tolerance: tolerance, maximumIterations: maximumIterations)
        try iteration.run(
            scaled, try SampledHessian(scaled, centred, penalties: objective.penalties), minimumBFloat16Bytes)
        convergence = iteration.convergence
        let found = centred.scaling.coefficients(iteration.point.x)
        likelihood = try objective.likelihood(at: found)
        coefficients = scaling.coefficients(found)
        evaluations = iteration.function.evaluations
    }
}

/// Runs L-BFGS until the gradient is small relative to its terms.
private struct LBFGSIteration {
    private let objective: LogisticObjective
    private let tolerance: Double
    /// The norm of the gradient of the mean loss at which L-BFGS stops, to begin with: small relative to the terms of
    /// most columns.
    private var bound: Double
    private let maximumIterations: Int
    private(set) var function: CountedFunction
    private(set) var point = MinimizationPoint(x: [], value: .infinity, gradient: [])
    private var steps = 0
    private var violation = Double.infinity

    init(_ objective: LogisticObjective, tolerance: Double, maximumIterations: Int) {
        (self.objective, self.tolerance, self.maximumIterations) = (objective, tolerance, maximumIterations)
        bound = tolerance / 4
        // Linear predictors of columns far from 0 cancel, which leaves a rounding error in the loss.
        function = CountedFunction(ulps: 48) { try objective.valueAndGradient(at: $0) }
    }

    var convergence: Convergence {
        Convergence(.gradient, iterations: steps, violation: violation, tolerance: tolerance)
    }

    mutating func run(_ rows: any RowSource<Double>, _ sample: SampledHessian?, _ minimumBFloat16Bytes: Int) throws {
        let (count, centred) = (objective.centred.count, objective.centred)
        var method = LBFGS(memory: 10)
        if let sample { method.preconditioner = { centred.direction($0, by: sample.solve) } }
        var start: MinimizationPoint?
        if let sample, let table = rows.table, table.features.count * 8 >= minimumBFloat16Bytes,
            table.rowShape.features >= 16
        {
            let bfloat16Rows = BFloat16Rows(
                table, shifts: centred.hasIntercept ? sample.means : sample.means.map { _ in 0 })
            var descent = BFloat16Descent(method) { [objective] in try objective.gradient(of: bfloat16Rows, at: $0) }
            start = try descent.minimize(count, tolerance: bound, &function)
            steps = descent.steps
        }
        point = try start ?? function(Array(repeating: 0, count: count))
        try descend(&method)
    }

    /// L-BFGS stops at a norm of the gradient of the mean loss. How small that norm must be relative to the terms is
    /// known only at the point found: the bound is tightened until the violation is within the tolerance.
    private mutating func descend(_ method: inout LBFGS) throws {
        while true {
            let found = try method.minimize(
                from: point, gradientTolerance: bound, maximumIterations: max(0, maximumIterations - steps), &function)
            (point, steps) = (found.point, steps + found.iterations)
            guard point.value.isFinite else { throw LinearAlgebraError.overflow }
            violation = try objective.violation(point)
            if violation <= tolerance || found.ending != .gradient || point.gradientNorm == 0 { return }
            bound = min(bound, point.gradientNorm) * max(1e-3, tolerance / violation / 2)
        }
    }
}

/// The inverse Hessian of the mean loss of a logistic regression at coefficients of 0, estimated from eight blocks of
/// neighbouring rows across the table.
struct SampledHessian {
    /// The mean of each feature in the sample.
    let means: [Double]
    private let factor: EquilibratedCholesky

    /// A column has an outlier where its root mean square exceeds this many times the larger of its scale, the power of
    /// 2 above its interquartile range, and its |median|.
    private static let outlierRatio = 1e4

    /// - Parameter penalties: the L2 penalty on each coefficient in the mean loss: ½·penalty·w² is added.
    /// - Returns: nil where the sample has too few rows for the number of columns, and where an outlier, whose class is
    ///   soon certain, would dominate the Hessian.
    init?(_ rows: some RowSource<Double>, _ centred: CentredCoefficients, penalties: [Double]) throws {
        let intercept = centred.hasIntercept
        let features = rows.rowShape.features
        let sample = RowSelection.sample(of: rows, blockLength: max(512, 4 * features))
        guard sample.rowCount >= 4 * (features + 1) else { return nil }
        let sums = try sample.fold(Gram<Double>(rows.rowShape))
        let weight = sums[features, features]
        let scales = centred.scaling.scales
        let hasOutlier = scales.indices.contains { column in
            let limit = Self.outlierRatio * max(1 / scales[column], abs(centred.centres[column]))
            return sums[column, column] > limit * limit * weight
        }
        guard weight > 0, !hasOutlier else { return nil }
        // At coefficients of 0 every row has the IRLS weight p(1 − p) = ¼.
        let matrix = sums.square(intercept ? features + 1 : features) * (0.25 / weight)
        let ridge = Tensor(penalties + (intercept ? [0] : [])).diagonalMatrix()
        guard let factor = try? EquilibratedCholesky(independent: matrix + ridge) else { return nil }
        self.factor = factor
        means = (0..<features).map { sums[$0, features] / weight }
    }

    /// Returns the inverse Hessian times a gradient; the gradient itself where the system cannot be solved.
    func solve(_ gradient: [Double]) -> [Double] { (try? factor.solve(gradient)) ?? gradient }
}
