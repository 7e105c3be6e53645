import Tessera

/// The most likely softmax regression by Newton's method on all coefficients at once (A. Agresti, "Categorical Data
/// Analysis", 2013, §8.1).
struct MultinomialNewton {
    let classes: [Double]
    /// Where the columns are placed, as everything else here.
    private let placement: ColumnPlacement
    private let names: CoefficientNames
    /// The features, then ones where there is an intercept: shape [rows, columns].
    private let x: Tensor<Double>
    /// Of the classes but the first, 1 where a row is of one: shape [rows, classes − 1].
    private let hits: Tensor<Double>
    /// Shape [rows, 1].
    private let counts: Tensor<Double>
    /// Shape [columns].
    private let ridge: Tensor<Double>

    /// Shape [classes − 1, columns].
    private var coefficients: Tensor<Double>
    private(set) var logLikelihood = 0.0
    private(set) var iterations = 0
    /// Of the classes but the first: shape [rows, classes − 1].
    private var shares: Tensor<Double>
    private var misses = 0
    private var largestMargin = 0.0

    private static let mostIterations = 100

    /// - Parameter classes: the targets that occur, rising.
    init(_ design: RegressionDesign, classes: [Double], l2: Double) throws(TrainingError) {
        self.classes = classes
        guard classes.count > 1 else { throw .oneClassOnly(classes[0]) }
        let table = design.table
        names = CoefficientNames(design)
        let intercept = design.hasIntercept
        let (placement, features) = try TrainingError.translating {
            let placement = try ColumnPlacement(sampling: table, intercept: intercept)
            return (placement, try placement.placed(table).materialized().features)
        }
        self.placement = placement
        x = intercept ? concatenate([features, Tensor(ones: [design.rows, 1])], axis: 1) : features
        hits = Tensor(table.targets .== Tensor(Array(classes.dropFirst())))
        counts = (table.weights ?? Tensor(ones: [design.rows])).expandingDimensions(at: 1)
        ridge = Tensor(placement.penalties(l2, power: 2) + (intercept ? [0] : []))
        coefficients = Tensor(zeros: [classes.count - 1, design.names.count])
        shares = hits
        rate()
    }

    /// Notes probabilities and likelihood of the coefficients.
    private mutating func rate() {
        let zeros = Tensor<Double>(zeros: [x.shape[0], 1])
        let logits = concatenate([zeros, x.matmul(coefficients.transposed())], axis: 1)
        let logShares = logits.logSoftmax()
        shares = logShares[.full, 1...].exp()
        let first = 1 - hits.sum(axis: 1, keepingDimensions: true)
        let all = concatenate([first, hits], axis: 1)
        let own = (logShares * all).sum(axis: 1, keepingDimensions: true)
        logLikelihood = (own * counts).sum().item
        let rest = select(all .> 0, Tensor(-.infinity), otherwise: logShares).max(axis: 1, keepingDimensions: true)
        misses = Int(Tensor<Double>(own .<= rest).sum().item)
        largestMargin = (own - rest).max().item
    }

    /// For each class but the first: the intercept, where there is one, then one for each feature.
    var estimates: [[Double]] {
        (0..<coefficients.shape[0]).map { names.ordered(placement.coefficients(coefficients[$0].scalars)) }
    }

    private var penalty: Double { 0.5 * (coefficients.squared() * ridge).sum().item }

    mutating func iterate(_ design: RegressionDesign) throws(TrainingError) {
        var direction = coefficients
        while iterations < Self.mostIterations {
            iterations += 1
            let slopes = ((hits - shares) * counts).transposed().matmul(x) - coefficients * ridge
            let matrix = information
            let step: [Double]
            do {
                step = try design.locating { () throws(LinearAlgebraError) in
                    try EquilibratedCholesky(independent: matrix).solve(slopes.flattened().scalars)
                }
            } catch {
                // Rows that run away leave no information.
                try checkSeparation(direction)
                throw error
            }
            direction = Tensor(step, shape: coefficients.shape)
            let decrease = (slopes * direction).sum().item
            advance(along: direction)
            let isDone = decrease <= 1e-22 * max(1, abs(logLikelihood))
            if isDone || iterations > 20 || misses == 0 { try checkSeparation(direction) }
            if isDone { return }
        }
        throw .linearAlgebra(.notConverged(missing: coefficients.count))
    }

    /// Without a penalty rows of a class that stands apart, or whose border is met by others, go off by about 1 a step.
    private func checkSeparation(_ step: Tensor<Double>) throws(TrainingError) {
        guard ridge.sum().item == 0, misses == 0 || largestMargin > 10 else { return }
        let direction = misses == 0 ? coefficients : step
        let found = SeparatingClasses(x, hits: hits, hasIntercept: names.hasIntercept).columns(along: direction)
        if misses == 0 || found != nil { throw names.separable(found) }
    }

    /// Takes the step, or as much of it as makes the rows more likely.
    private mutating func advance(along direction: Tensor<Double>) {
        let (start, before) = (coefficients, logLikelihood - penalty)
        var share = 1.0
        while true {
            coefficients = start + direction * share
            rate()
            if logLikelihood - penalty >= before - 1e-12 * max(1, abs(before)) || share < 1e-6 { return }
            share /= 2
        }
    }

    /// Blocks Xᵀ·diag(n·p·(1 − p))·X and −Xᵀ·diag(n·p·q)·X, with the penalty.
    private var information: Tensor<Double> {
        let groups = classes.count - 1
        let rows = (0..<groups).map { first in
            concatenate(
                (0..<groups).map { second in
                    let (p, q) = (shares[.full, first..<first + 1], shares[.full, second..<second + 1])
                    let weights = counts * (first == second ? p * (1 - p) : -(p * q))
                    let block = x.transposed().matmul(x * weights)
                    return first == second ? block + ridge.diagonalMatrix() : block
                }, axis: 1)
        }
        return concatenate(rows, axis: 0)
    }

    /// The variances of the estimates.
    func spread(_ design: RegressionDesign) throws(TrainingError) -> [[Double]] {
        let (matrix, groups) = (information, classes.count - 1)
        let all = try design.locating { () throws(LinearAlgebraError) in
            try placement.variances(EquilibratedCholesky(independent: matrix), groups: groups)
        }
        let count = x.shape[1]
        return (0..<groups).map { names.ordered(Array(all[$0 * count..<($0 + 1) * count])) }
    }

    func nullLogLikelihood(hasIntercept: Bool) -> Double {
        let total = counts.sum().item
        if !hasIntercept { return -total * Double.log(Double(classes.count)) }
        let others = (hits * counts).sum(axis: 0).scalars
        return ([total - others.reduce(0, +)] + others).reduce(0) { $0 + ($1 > 0 ? $1 * Double.log($1 / total) : 0) }
    }
}
