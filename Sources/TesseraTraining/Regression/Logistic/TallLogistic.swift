import Tessera

/// Logistic regression in passes over tiles of rows, in double precision.
struct TallLogistic {
    private let rows: any RowSource<Double>
    private let hasIntercept: Bool
    private let (l1, l2): (Double, Double)
    private let features: Int

    /// One for each feature, then the intercept, 0 where there is none.
    private(set) var coefficients: [Double]
    private(set) var iterations = 0
    /// What the rows say of the coefficients.
    private(set) var sums: LogisticInformation.Partial

    private static let mostIterations = 100

    init(_ rows: some RowSource<Double>, intercept: Bool, l1: Double, l2: Double) throws {
        (self.rows, hasIntercept, self.l1, self.l2) = (rows, intercept, l1, l2)
        features = rows.rowShape.features
        coefficients = Array(repeating: 0, count: features + 1)
        sums = try rows.fold(LogisticInformation(rows.rowShape, at: coefficients))
    }

    /// Newton's method; with a penalty on magnitudes each step makes the quadratic model and the penalty smallest
    /// (J. Lee, Y. Sun, M. Saunders, "Proximal Newton-type methods", 2014).
    mutating func iterate() throws {
        while iterations < Self.mostIterations {
            iterations += 1
            let step = try l1 > 0 ? proximalStep() : newtonStep()
            let decrease = expectedDecrease(step)
            try advance(along: step)
            if l1 == 0, l2 == 0 { try checkSeparation(step) }
            if decrease <= 1e-15 * max(sums.tally.weight, abs(sums.tally.logLikelihood)) { return }
        }
        throw LinearAlgebraError.notConverged(missing: features)
    }

    private var free: Int { hasIntercept ? features + 1 : features }

    /// Of the negative log-likelihood with the smooth part of the penalty.
    private var slopes: [Double] {
        let gradient = sums.gradient
        return (0..<free).map { -gradient[$0] + ($0 < features ? l2 * coefficients[$0] : 0) }
    }

    private var curvature: Tensor<Double> {
        let ridge = Tensor((0..<free).map { $0 < features ? l2 : 0 }).diagonalMatrix()
        return sums.information[0..<free, 0..<free] + ridge
    }

    private func newtonStep() throws(LinearAlgebraError) -> [Double] {
        try EquilibratedCholesky(independent: curvature).solve(slopes.map { -$0 }) + (hasIntercept ? [] : [0])
    }

    private func proximalStep() throws(LinearAlgebraError) -> [Double] {
        let all = curvature.scalars
        let matrix = (0..<free).map { Array(all[$0 * free..<($0 + 1) * free]) }
        let descent = CoordinateDescent(matrix: matrix, penalties: (0..<free).map { $0 < features ? l1 : 0 })
        let bound = 1e-28 * max(sums.tally.weight, abs(sums.tally.logLikelihood))
        let start = Array(coefficients.prefix(free))
        let end = try descent.minimize(from: start, slopes: slopes) { _ in bound }
        return zip(end, start).map { $0 - $1 } + (hasIntercept ? [] : [0])
    }

    private func penalty(_ coefficients: [Double]) -> Double {
        coefficients.prefix(features).reduce(0) { $0 + l1 * abs($1) + l2 / 2 * $1 * $1 }
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
            if found.tally.logLikelihood - penalty(next) >= before - 1e-12 * max(found.tally.weight, abs(before))
                || share < 1e-6
            {
                (coefficients, sums) = (next, found)
                return
            }
            share /= 2
        }
    }

    /// The columns of a direction that tells the classes apart, as a typed error; by position, features from 0.
    struct Separation: Error {
        let columns: [Int]
    }

    private func checkSeparation(_ step: [Double]) throws {
        let isPartial = iterations > 20 && sums.tally.largestMargin > 15
        guard sums.tally.misses == 0 || isPartial else { return }
        let direction = sums.tally.misses == 0 ? coefficients : step
        throw Separation(columns: Self.separating(direction, try rows.fold(Moments<Double>(rows.rowShape))))
    }

    /// The features that a direction moves margins by.
    static func separating(_ direction: [Double], _ moments: Moments<Double>.Partial) -> [Int] {
        let sizes = direction.indices.dropLast().map { abs(direction[$0]) * moments.variances[$0].squareRoot() }
        let bound = 1e-3 * (sizes.max() ?? 0)
        return sizes.indices.filter { sizes[$0] > bound }
    }

    /// The diagonal of the inverse of the information matrix.
    func spread() throws(LinearAlgebraError) -> [Double] {
        try EquilibratedCholesky(independent: curvature).inverseDiagonal() + (hasIntercept ? [] : [0])
    }
}
