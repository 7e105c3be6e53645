import Tessera

/// The likelihood of a softmax (multinomial logistic) regression over rows in memory, in all coefficients at once (A.
/// Agresti, "Categorical Data Analysis", 2013, §8.1): Householder QR of the weighted rows, and gradients in
/// double-double.
struct MultinomialProblem: NewtonProblem {
    struct Point: NewtonPoint {
        /// The coefficients of the shifted columns, for each class except the first.
        let w: [[DoubleDouble]]
        let terms: SoftmaxTerms
        let objective: Double
    }

    struct Derivatives: NewtonDerivatives {
        /// The gradient of the log-likelihood minus the penalty, by class.
        let gradient: [[DoubleDouble]]
        let violation: Double
        let information: Double
    }

    let names: CoefficientNames
    let rule: NewtonRule
    var hasLasso: Bool { false }
    private let design: RegressionDesign
    private let shifts: ColumnShifts
    private let x: PreciseColumns
    /// The number of classes except the first.
    private let blocks: Int
    /// The class index of each row.
    private let own: [Int]
    private let caseWeights: [Double]
    /// The L2 penalty: ½·ridge·w² is added for every coefficient except the intercepts.
    private let ridge: [Double]
    /// The test for separation; nil with a penalty, under which the likelihood has a maximum.
    private let separation: Separation?

    /// The number of elements of weighted rows that are factorised at a time.
    private static let blockSize = 1 << 20

    /// - Parameter classes: the distinct targets in ascending order.
    /// - Throws: `RegressionError` of kind `oneClassOnly`.
    init(_ design: RegressionDesign, classes: [Double], l2: Double, stopping: StoppingCriteria) throws(RegressionError)
    {
        guard classes.count > 1 else { throw RegressionError(.oneClassOnly(classes[0])) }
        (self.design, names, blocks) = (design, CoefficientNames(design), classes.count - 1)
        rule = .inMemory(stopping, takesLastStep: false)
        let columns = design.columns
        shifts = ColumnShifts(design, columns, beyond: 1000)
        x = shifts.shifted(columns)
        let indexOfClass = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        own = design.targets.map { indexOfClass[$0] ?? 0 }
        caseWeights = design.weights ?? Array(repeating: 1, count: design.rows)
        ridge = design.names.indices.map { $0 == 0 && design.hasIntercept ? 0 : l2 }
        separation =
            ridge.contains { $0 > 0 }
            ? nil : Separation(x, own: own, classes: classes.count, intercept: names.hasIntercept)
    }

    /// Maximises the likelihood from coefficients of 0.
    ///
    /// - Throws: `RegressionError` of kind `separable`, `collinear`.
    func maximum() throws(RegressionError) -> NewtonIteration<MultinomialProblem> {
        try RegressionError.translating {
            let zeros = [DoubleDouble](repeating: .zero, count: x.columns)
            var newton = NewtonIteration(self, from: point(Array(repeating: zeros, count: blocks)))
            try newton.run()
            return newton
        }
    }

    /// Returns the coefficients for each class except the first, in the order of the names.
    func estimates(_ point: Point) -> [[Double]] { point.w.map { shifts.coefficients($0).map(\.value) } }

    private var isPenalized: Bool { ridge.contains { $0 > 0 } }
    private var count: Int { blocks * x.columns }

    private func point(_ w: [[DoubleDouble]]) -> Point {
        let terms = SoftmaxTerms(w.map { x.product($0) }, own: own, caseWeights: caseWeights)
        let penalty = w.reduce(0) { sum, own in
            zip(ridge, own).reduce(sum) { $0 + 0.5 * $1.0 * $1.1.value * $1.1.value }
        }
        return Point(w: w, terms: terms, objective: terms.logLikelihood - penalty)
    }

    func point(from point: Point, along step: [[Double]], times stepSize: Double) -> Point {
        self.point(zip(point.w, step).map { zip($0, $1).map { $0 + stepSize * $1 } })
    }

    func derivatives(at point: Point) -> Derivatives {
        let gradient = zip(point.terms.residuals, point.w).map { residuals, w in
            zip(x.transposedProduct(residuals), zip(w, ridge)).map { $0 - $1.0 * $1.1 }
        }
        let violation = (0..<blocks).reduce(0) { worst, block in
            max(
                worst,
                Convergence.violation(
                    of: gradient[block], at: point.w[block], x, scores: point.terms.residuals[block], ridge: ridge))
        }
        return Derivatives(gradient: gradient, violation: violation, information: point.terms.information)
    }

    func step(
        from point: Point, _ derivatives: Derivatives, isFirst: Bool
    ) throws(RegressionError) -> (step: [[Double]], increase: Double)? {
        let gradient = Array(derivatives.gradient.joined())
        let step = try design.locating { () throws(LinearAlgebraError) in
            try factor(point.terms).solveGram(gradient.map(\.value))
        }
        let increase = zip(gradient, step).reduce(0) { $0 + $1.0.value * $1.1 }
        return ((0..<blocks).map { Array(step[$0 * x.columns..<($0 + 1) * x.columns]) }, increase)
    }

    func separationError(_ columns: [Int]) -> RegressionError { names.separable(columns) }

    /// Without a penalty the linear predictors of a class that is completely or quasi-completely separated from the
    /// others grow by about 1 per step.
    func separatingColumns(
        at point: Point, along step: [[Double]]?, _ progress: NewtonProgress
    ) throws(RegressionError) -> [Int]? {
        let isComplete = point.terms.isComplete
        guard let separation, isComplete || step == nil || progress.iterations > 3 else { return nil }
        let coefficients = point.w.map { $0.map(\.value) }
        let direction = isComplete ? coefficients : step ?? coefficients
        return try separation.columns(
            along: direction.map { names.hasIntercept ? $0.dropFirst() + [$0[0]] : $0 + [0] },
            isComplete ? .perfectCoefficients : step == nil ? .coefficients : .step)
    }

    /// Returns a triangular factor of the information matrix with the penalty by sequential TSQR: QR of the previous
    /// triangle stacked on the next block of weighted rows (J. Demmel, L. Grigori, M. Hoemmen, J. Langou,
    /// "Communication-optimal parallel and sequential QR and LU factorizations", 2012).
    private func factor(_ terms: SoftmaxTerms) throws(LinearAlgebraError) -> HouseholderQR {
        var (triangle, height) = ([Double](), 0)
        let length = max(1, Self.blockSize / max(1, count * (blocks + 1)), (count + blocks) / (blocks + 1))
        var first = 0
        var found: HouseholderQR?
        while first < x.rows || found == nil {
            let rows = first..<min(first + length, x.rows)
            let isLast = rows.upperBound == x.rows
            let parts = weighted(rows, terms)
            let penalties = isLast && isPenalized ? count : 0
            let total = height + rows.count * (blocks + 1) + penalties
            var matrix: [Double] = []
            matrix.reserveCapacity(max(total, count) * count)
            for column in 0..<count {
                matrix += triangle[column * height..<(column + 1) * height]
                matrix += parts[column].map(\.value)
                matrix += (0..<penalties).map { $0 == column ? ridge[column % x.columns].squareRoot() : 0 }
                // Rows of zeros do not change the factor, and pad short matrices to as many rows as columns.
                matrix += Array(repeating: 0, count: max(0, count - total))
            }
            let factor = try HouseholderQR(matrix, rows: max(total, count), columns: count)
            (triangle, height) = (isLast ? [] : factor.triangle, count)
            (found, first) = (factor, rows.upperBound)
        }
        guard let found else { throw .rankDeficient(rank: 0) }
        return found
    }

    /// Returns the rows whose Gram matrix is the information matrix, column by column.
    private func weighted(_ rows: Range<Int>, _ terms: SoftmaxTerms) -> [[DoubleDouble]] {
        terms.factors(of: rows, caseWeights: caseWeights).flatMap { factors in
            (0..<x.columns).map { column in
                factors.indices.map { x[rows.lowerBound + $0 / (blocks + 1), column] * factors[$0] }
            }
        }
    }

    /// Returns the variances of the estimates, for each class except the first, in the order of the names.
    func variances(_ point: Point) throws(RegressionError) -> [[Double]] {
        let isAffordable = x.rows * (blocks + 1) * count <= 1 << 22
        let all: PreciseColumns
        if isAffordable {
            var columns = PreciseColumns(rows: x.rows * (blocks + 1))
            for column in weighted(0..<x.rows, point.terms) { columns.append(column) }
            all = columns
        } else {
            let triangle = try design.locating { () throws(LinearAlgebraError) in try factor(point.terms).triangle }
            var columns = PreciseColumns(rows: count)
            for column in 0..<count { columns.append(Array(triangle[column * count..<(column + 1) * count])) }
            all = columns
        }
        return try design.locating { () throws(LinearAlgebraError) in
            let system = try RefinedLeastSquares(all)
            let plain = try system.inverseGramDiagonal()
            return try (0..<blocks).map { block throws(LinearAlgebraError) in
                let range = block * x.columns..<(block + 1) * x.columns
                var own = Array(plain[range])
                if shifts.isNeeded {
                    var c = [DoubleDouble](repeating: .zero, count: count)
                    c.replaceSubrange(range, with: shifts.intercept)
                    own[0] = try system.variance(of: c)
                }
                return own
            }
        }
    }

    /// Returns the log-likelihood of the class frequencies or, without an intercept, of equal probabilities.
    func nullLogLikelihood() -> Double {
        let total = caseWeights.reduce(0, +)
        if !names.hasIntercept { return -total * Double.log(Double(blocks + 1)) }
        var sums = [Double](repeating: 0, count: blocks + 1)
        for (classIndex, weight) in zip(own, caseWeights) { sums[classIndex] += weight }
        return sums.reduce(0) { $0 + ($1 > 0 ? $1 * Double.log($1 / total) : 0) }
    }
}
