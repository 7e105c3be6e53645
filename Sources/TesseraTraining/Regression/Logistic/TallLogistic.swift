import Tessera

/// Logistic regression in passes over tiles of rows, in double precision.
struct TallLogistic {
    /// Where their columns are placed, as everything else here.
    private let rows: any RowSource<Double>
    private let placement: ColumnPlacement
    private let hasIntercept: Bool
    private let isFree: Bool
    /// On the magnitudes and on the squares of the coefficients of the features.
    private let (lasso, ridge): ([Double], [Double])
    private let features: Int

    private var coefficients: [Double]
    private(set) var iterations = 0
    /// What the rows say of the coefficients.
    private(set) var sums: LogisticInformation.Partial

    private static let mostIterations = 100

    init(_ rows: some RowSource<Double>, intercept: Bool, l1: Double, l2: Double) throws {
        (hasIntercept, isFree) = (intercept, l1 == 0 && l2 == 0)
        placement = try ColumnPlacement(sampling: rows, intercept: intercept)
        (lasso, ridge) = (placement.penalties(l1, power: 1), placement.penalties(l2, power: 2))
        let placed = placement.placed(rows)
        features = rows.rowShape.features
        coefficients = Array(repeating: 0, count: features + 1)
        sums = try placed.fold(LogisticInformation(rows.rowShape, at: coefficients))
        self.rows = placed
    }

    /// One for each feature, then the intercept, 0 where there is none.
    var estimates: [Double] { placement.coefficients(coefficients) }

    /// Newton's method; with a penalty on magnitudes each step makes the quadratic model and the penalty smallest
    /// (J. Lee, Y. Sun, M. Saunders, "Proximal Newton-type methods", 2014).
    mutating func iterate() throws {
        var (step, last) = (coefficients, Double.infinity)
        while iterations < Self.mostIterations {
            iterations += 1
            do {
                step = try lasso.contains { $0 > 0 } ? proximalStep() : newtonStep()
            } catch {
                // Rows that run away leave no information.
                try checkSeparation(step)
                throw error
            }
            let decrease = expectedDecrease(step)
            try advance(along: step)
            // Steps converge by squares, where rows run away by a third each; rounding does not converge.
            let scale = abs(sums.tally.logLikelihood)
            let isDone = decrease <= 1e-22 * scale || (decrease <= 1e-12 * scale && decrease > 0.7 * last)
            last = decrease
            if isDone || iterations > 20 || sums.tally.misses == 0 { try checkSeparation(step) }
            if isDone { return }
        }
        throw LinearAlgebraError.notConverged(missing: features)
    }

    private var free: Int { hasIntercept ? features + 1 : features }

    /// Of the negative log-likelihood with the smooth part of the penalty.
    private var slopes: [Double] {
        let gradient = sums.gradient
        return (0..<free).map { -gradient[$0] + ($0 < features ? ridge[$0] * coefficients[$0] : 0) }
    }

    private var curvature: Tensor<Double> {
        sums.information[0..<free, 0..<free] + Tensor(ridge + (hasIntercept ? [0] : [])).diagonalMatrix()
    }

    private func newtonStep() throws(LinearAlgebraError) -> [Double] {
        try EquilibratedCholesky(independent: curvature).solve(slopes.map { -$0 }) + (hasIntercept ? [] : [0])
    }

    private func proximalStep() throws(LinearAlgebraError) -> [Double] {
        let all = curvature.scalars
        let matrix = (0..<free).map { Array(all[$0 * free..<($0 + 1) * free]) }
        let descent = CoordinateDescent(matrix: matrix, penalties: lasso + (hasIntercept ? [0] : []))
        let bound = 1e-28 * max(sums.tally.weight, abs(sums.tally.logLikelihood))
        let start = Array(coefficients.prefix(free))
        let end = try descent.minimize(from: start, slopes: slopes) { _ in bound }
        return zip(end, start).map { $0 - $1 } + (hasIntercept ? [] : [0])
    }

    private func penalty(_ coefficients: [Double]) -> Double {
        (0..<features).reduce(0) { sum, index in
            let own = coefficients[index]
            return sum + lasso[index] * abs(own) + ridge[index] / 2 * own * own
        }
    }

    /// By how much the linear model with the penalty says the step makes the objective smaller.
    private func expectedDecrease(_ step: [Double]) -> Double {
        let moved = zip(coefficients, step).map { $0 + $1 }
        let along = zip(sums.gradient, step).reduce(0) { $0 + $1.0 * $1.1 }
        return along + penalty(coefficients) - penalty(moved)
    }

    /// Takes the step, or as much of it as makes the rows more likely.
    private mutating func advance(along step: [Double]) throws {
        let before = sums.tally.logLikelihood - penalty(coefficients)
        var share = 1.0
        while true {
            let next = zip(coefficients, step).map { $0 + share * $1 }
            let found = try rows.fold(LogisticInformation(rows.rowShape, at: next))
            // Near the end the likelihood is flat to rounding.
            if found.tally.logLikelihood - penalty(next) >= before - 1e-12 * abs(before)
                || share < 1e-6
            {
                (coefficients, sums) = (next, found)
                return
            }
            share /= 2
        }
    }

    /// The columns of a direction that tells the classes apart, by position, as a typed error; nil where it is not known which.
    struct Separation: Error {
        let columns: [Int]?
    }

    /// Without a penalty rows that a direction tells apart have no most likely coefficients: those of the direction grow
    /// for ever. Rows on the border keep their margins; the others run away by about 1 a step.
    private func checkSeparation(_ step: [Double]) throws {
        let isComplete = sums.tally.misses == 0
        guard isFree, isComplete || sums.tally.largestMargin > 10 else { return }
        let columns = try SeparatingColumns.find(
            along: isComplete ? coefficients : step, rows, intercept: hasIntercept)
        if isComplete || columns != nil { throw Separation(columns: columns) }
    }

    /// The variances of the estimates that are free.
    func spread() throws(LinearAlgebraError) -> [Double] {
        try placement.variances(EquilibratedCholesky(independent: curvature))
    }
}
