import Tessera
import TesseraTraining

/// Fits by solvers other than QR and the normal equations: the SVD, gradient descent and the elastic net.
extension LinearSummary {
    /// Fits the minimum-norm least-squares solution of columns scaled to unit norm, by the singular value
    /// decomposition.
    init(singularValues design: RegressionDesign, l2: Double, confidence: Double) throws(TrainingError) {
        let table = design.table
        let ones = Tensor<Double>(ones: [design.rows, 1])
        let rootWeights = (table.weights ?? Tensor(ones: [design.rows])).sqrt().expandingDimensions(at: 1)
        let columns =
            (design.hasIntercept ? Tensor(concatenating: [table.features, ones], axis: 1) : table.features)
            * rootWeights
        let columnNorms = columns.squared().sum(axis: 0).sqrt()
        let scales = select(columnNorms .> 0, columnNorms, otherwise: Tensor(1))
        let features = table.features.shape[1]
        var (left, right) = (columns / scales, table.targets * rootWeights)
        if l2 > 0 {
            let penalty = Tensor<Double>(identity: features, columns: columns.shape[1]) * Tensor(l2.squareRoot())
            left = Tensor(concatenating: [left, penalty / scales])
            right = Tensor(concatenating: [right, Tensor(zeros: [features, 1])])
        }
        let (system, rightSide) = (left, right)
        let (x, rank) = try design.locating { () throws(LinearAlgebraError) in
            try system.leastSquares(rightSide, method: .svd)
        }
        let singularValues = try design.locating { () throws(LinearAlgebraError) in try system.singularValues() }
        let weights = (x.flattened() / scales).scalars
        try self.init(
            table, coefficients: design.hasIntercept ? weights : weights + [0], names: CoefficientNames(design),
            solver: .svd, confidence: confidence,
            isExact: l2 == 0 && Int(rank.item) == design.names.count, rank: Int(rank.item))
        let smallest = singularValues.count < design.names.count ? 0 : singularValues[singularValues.count - 1].item
        conditionNumber = smallest > 0 ? singularValues[0].item / smallest : .infinity
        guard residualStandardError != nil else { return }
        let inverse = try design.locating { () throws(LinearAlgebraError) in try system.pseudoInverse() }
        let unscaledVariances = (inverse.squared().sum(axis: 1) / scales.squared()).scalars
        let last = unscaledVariances.count - 1
        rateCoefficients(
            design.hasIntercept ? [unscaledVariances[last]] + unscaledVariances.dropLast() : unscaledVariances)
    }

    /// Fits by gradient descent or stochastic gradient descent.
    init(
        stepping design: RegressionDesign, solver: LinearSolver, l2: Double, stopping: StoppingCriteria,
        confidence: Double
    ) throws(TrainingError) {
        // Steps are taken on standardised columns, where a penalty would be a different one.
        guard design.hasIntercept, l2 == 0 else {
            let reason = "another one with a penalty or without an intercept"
            throw .invalidOption(name: "solver", value: solver.rawValue, expected: reason)
        }
        let table = design.table
        let tolerance = stopping.tolerance ?? (solver == .sgd ? 1e-3 : 1e-8)
        var steps = GradientDescentRegression(table, .squares, tolerance: tolerance)
        if solver == .sgd {
            steps.descendStochastically(maximumIterations: stopping.iterations ?? 100)
        } else {
            steps.descend(maximumIterations: stopping.iterations ?? 1000)
        }
        try self.init(
            table, coefficients: steps.coefficients, names: CoefficientNames(design), solver: solver,
            confidence: confidence)
        convergence = Convergence(
            .gradient, iterations: steps.iterations, violation: steps.violation, tolerance: tolerance)
    }

    /// Fits with l1·Σ|w| and l2·‖w‖² added to the residual sum of squares.
    init(
        elasticNet design: RegressionDesign, l1: Double, l2: Double, stopping: StoppingCriteria, confidence: Double
    ) throws(TrainingError) {
        let net = try design.locating { () throws(LinearAlgebraError) in
            try ElasticNet(design, l1: l1, l2: l2, stopping: stopping)
        }
        try self.init(
            design.table, coefficients: net.coefficients, names: CoefficientNames(design), solver: .coordinateDescent,
            confidence: confidence)
        convergence = net.convergence
    }

    /// Fits the elastic net in passes over rows of any source.
    init(
        elasticNet rows: some RowSource<Double>, target: Int, names: CoefficientNames, l1: Double, l2: Double,
        stopping: StoppingCriteria, confidence: Double
    ) throws(TrainingError) {
        let net = try names.locating(rows) {
            try ElasticNet(rows, target: target, names: names, l1: l1, l2: l2, stopping: stopping)
        }
        try self.init(
            rows, target: target, coefficients: net.coefficients, names: names, solver: .coordinateDescent,
            confidence: confidence)
        convergence = net.convergence
    }
}
