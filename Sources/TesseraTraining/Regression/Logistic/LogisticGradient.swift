import Tessera

/// Logistic regression by L-BFGS on the mean loss, a pass over the rows for each gradient. The recursion starts from the
/// inverse Hessian of a sample of the rows, which spares it most of its steps; tables in memory that are larger than caches
/// spare most of the rest by a packed copy of the rows.
struct LogisticGradient {
    /// One for each feature, then the intercept, 0 where there is none.
    let coefficients: [Double]
    /// What the rows say of them.
    let tally: LogisticTally
    let convergence: Convergence
    /// Passes over the rows themselves.
    let evaluations: Int

    /// - Parameters:
    ///   - tolerance: by how much the gradient may differ from 0, relative to its terms.
    ///   - leastPackedBytes: what features have to take in memory to be packed.
    init(
        _ rows: some RowSource<Double>, intercept: Bool, l2: Double, tolerance: Double,
        maximumIterations: Int = 1000, leastPackedBytes: Int = 32 << 20
    ) throws {
        // Nearer ones do no harm, and rows that stay where they are can be packed.
        let placement = try ColumnPlacement(sampling: rows, intercept: intercept, farMedian: 0x1p14)
        let placed = placement.placed(rows)
        let centred = CentredCoefficients(placement.quartiles, intercept: intercept)
        let objective = LogisticObjective(
            placed, centred, weight: try rows.totalWeight(), penalties: placement.penalties(l2, power: 2))
        var search = LogisticSearch(objective, tolerance: tolerance, maximumIterations: maximumIterations)
        try search.run(placed, try SampledHessian(placed, centred, shares: objective.shares), leastPackedBytes)
        convergence = search.convergence
        let found = centred.coefficients(search.point.x)
        tally = try objective.tally(at: found)
        coefficients = placement.coefficients(found)
        evaluations = search.function.evaluations
    }
}

/// The steps of L-BFGS to where the gradient has become small beside its terms.
private struct LogisticSearch {
    private let objective: LogisticObjective
    private let tolerance: Double
    /// The length of the gradient of the mean loss that is tried first: short beside the terms of most columns.
    private var bound: Double
    private let maximumIterations: Int
    private(set) var function: CountedFunction
    private(set) var point = MinimizationPoint(x: [], value: .infinity, gradient: [])
    private var steps = 0
    private var violation = Double.infinity

    init(_ objective: LogisticObjective, tolerance: Double, maximumIterations: Int) {
        (self.objective, self.tolerance, self.maximumIterations) = (objective, tolerance, maximumIterations)
        bound = tolerance / 4
        // Linear predictors of columns far from 0 cancel, and the loss carries what that rounds.
        function = CountedFunction(ulps: 48) { try objective.valueAndGradient(at: $0) }
    }

    var convergence: Convergence {
        Convergence(.gradient, iterations: steps, violation: violation, tolerance: tolerance)
    }

    mutating func run(_ rows: any RowSource<Double>, _ sample: SampledHessian?, _ leastPackedBytes: Int) throws {
        let (count, centred) = (objective.centred.count, objective.centred)
        var method = LBFGS(memory: 10)
        if let sample { method.preconditioner = { centred.direction($0, by: sample.solve) } }
        var start: MinimizationPoint?
        if let sample, let table = rows.table, table.features.count * 8 >= leastPackedBytes,
            table.rowShape.features >= 16
        {
            let packed = PackedRows(table, shifts: centred.hasIntercept ? sample.means : sample.means.map { _ in 0 })
            var descent = PackedDescent(method) { [objective] in try objective.slope(of: packed, at: $0) }
            start = try descent.minimize(count, tolerance: bound, &function)
            steps = descent.steps
        }
        point = try start ?? function(Array(repeating: 0, count: count))
        try descend(&method)
    }

    /// The gradient of the mean loss is what steps see; how long it may be beside its terms is known where they have led to.
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
