import Tessera
import TesseraTraining

/// Maximum-likelihood softmax (multinomial logistic) regression by Newton's method on all coefficients at once (A.
/// Agresti, "Categorical Data Analysis", 2013, §8.1), with Householder QR of the weighted rows and gradients in
/// double-double.
struct MultinomialNewton {
    private let names: CoefficientNames
    private let shifts: ColumnShifts
    private let x: PreciseColumns
    /// The class index of each row.
    private let own: [Int]
    private let caseWeights: [Double]
    /// The L2 penalty: ½·ridge·w² is added for every coefficient except the intercepts.
    private let ridge: [Double]
    private let stopping: StoppingCriteria

    /// The coefficients of the shifted columns, for each class except the first.
    private var w: [[DoubleDouble]]
    private var model: SoftmaxTerms
    private lazy var separation = SeparatingClasses(
        x, own: own, classes: blocks + 1, hasIntercept: names.hasIntercept)
    private(set) var iterations = 0
    private(set) var convergence = Convergence.direct

    private static let mostIterations = 1000
    private static let tolerance = 1e-9
    /// The number of elements of weighted rows that are factorised at a time.
    private static let blockSize = 1 << 20

    /// - Parameter classes: the distinct targets in ascending order.
    /// - Throws: `TrainingError.oneClassOnly`, `separable`, `collinear`.
    init(_ design: RegressionDesign, classes: [Double], l2: Double, stopping: StoppingCriteria) throws(TrainingError) {
        guard classes.count > 1 else { throw .oneClassOnly(classes[0]) }
        (names, self.stopping) = (CoefficientNames(design), stopping)
        let columns = design.columns
        shifts = ColumnShifts(design, columns, beyond: 1000)
        x = shifts.moved(columns)
        let indexOfClass = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        own = design.targets.map { indexOfClass[$0] ?? 0 }
        caseWeights = design.weights ?? Array(repeating: 1, count: design.rows)
        ridge = design.names.indices.map { $0 == 0 && design.hasIntercept ? 0 : l2 }
        w = Array(repeating: Array(repeating: .zero, count: x.columns), count: classes.count - 1)
        model = SoftmaxTerms(w.map { [x] in x.product($0) }, own: own, counts: caseWeights)
        try iterate(design)
    }

    var logLikelihood: Double { model.logLikelihood }
    /// The coefficients for each class except the first, in the order of the names.
    var estimates: [[Double]] { w.map { shifts.coefficients($0).map(\.value) } }

    private var isPenalized: Bool { ridge.contains { $0 > 0 } }
    private var blocks: Int { w.count }
    private var count: Int { blocks * x.columns }

    private mutating func iterate(_ design: RegressionDesign) throws(TrainingError) {
        let iterationLimit = stopping.iterations ?? Self.mostIterations
        let tolerance = stopping.tolerance ?? Self.tolerance
        var lastSize = Double.infinity
        while true {
            let gradient = gradient
            let violation = violation(gradient)
            let step = try design.locating { () throws(LinearAlgebraError) in
                try factor().solveGram(gradient.joined().map(\.value))
            }
            let direction = (0..<blocks).map { Array(step[$0 * x.columns..<($0 + 1) * x.columns]) }
            let increase = zip(gradient.joined(), step).reduce(0) { $0 + $1.0.value * $1.1 }
            try checkSeparation(direction, .step)
            let size = increase / model.information
            var isDone =
                violation <= tolerance && (size <= stopping.newtonGoal || (size <= 1e-12 && size > lastSize / 4))
            let isStuck = !size.isFinite || iterations >= iterationLimit
            if !isDone, !isStuck {
                lastSize = size
                iterations += 1
                if advance(along: direction, expecting: increase) { continue }
                isDone = violation <= tolerance && size <= 1e-12
            }
            try checkSeparation(w.map { $0.map(\.value) }, .coefficients)
            convergence = Convergence(
                .gradient, isConverged: isDone, iterations: iterations, violation: violation, tolerance: tolerance)
            return
        }
    }

    /// The gradient of the log-likelihood minus the penalty, by class.
    private var gradient: [[DoubleDouble]] {
        zip(model.misses, w).map { residuals, w in
            zip(x.transposedProduct(residuals), zip(w, ridge)).map { $0 - $1.0 * $1.1 }
        }
    }

    /// Returns by how much the gradient differs from 0, relative to its terms.
    private func violation(_ gradient: [[DoubleDouble]]) -> Double {
        var worst = 0.0
        for block in 0..<blocks {
            for column in 0..<x.columns where gradient[block][column].value != 0 {
                let own = x.high[column * x.rows..<(column + 1) * x.rows]
                var terms = ridge[column] * abs(w[block][column].high)
                for (element, residual) in zip(own, model.misses[block]) { terms += abs(element * residual.high) }
                worst = max(worst, abs(gradient[block][column].value) / terms)
            }
        }
        return worst
    }

    /// Returns a triangular factor of the information matrix with the penalty by sequential TSQR: QR of the previous
    /// triangle stacked on the next block of weighted rows (J. Demmel, L. Grigori, M. Hoemmen, J. Langou,
    /// "Communication-optimal parallel and sequential QR and LU factorizations", 2012).
    private func factor() throws(LinearAlgebraError) -> HouseholderQR {
        var (triangle, height) = ([Double](), 0)
        let length = max(1, Self.blockSize / max(1, count * (blocks + 1)), (count + blocks) / (blocks + 1))
        var first = 0
        var found: HouseholderQR?
        while first < x.rows || found == nil {
            let rows = first..<min(first + length, x.rows)
            let isLast = rows.upperBound == x.rows
            let parts = weighted(rows)
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
    private func weighted(_ rows: Range<Int>) -> [[DoubleDouble]] {
        model.factors(of: rows, counts: caseWeights).flatMap { factors in
            (0..<x.columns).map { column in
                factors.indices.map { x[rows.lowerBound + $0 / (blocks + 1), column] * factors[$0] }
            }
        }
    }

    private func penalty(_ w: [[DoubleDouble]]) -> Double {
        w.reduce(0) { sum, own in zip(ridge, own).reduce(sum) { $0 + 0.5 * $1.0 * $1.1.value * $1.1.value } }
    }

    /// Backtracking line search: halves the step until the objective grows by a fraction of the predicted increase (L.
    /// Armijo, "Minimization of functions having Lipschitz continuous first partial derivatives", 1966).
    private mutating func advance(along step: [[Double]], expecting increase: Double) -> Bool {
        let before = model.logLikelihood - penalty(w)
        var stepSize = 1.0
        while stepSize >= 1e-60 {
            let next = zip(w, step).map { zip($0, $1).map { $0 + stepSize * $1 } }
            let found = SoftmaxTerms(next.map { x.product($0) }, own: own, counts: caseWeights)
            // Near the maximum the likelihood is flat to rounding, which the last term allows for.
            if found.logLikelihood - penalty(next) >= before + 0.01 * stepSize * increase - 1e-12 * abs(before) {
                (w, model) = (next, found)
                return true
            }
            stepSize /= 2
        }
        return false
    }

    /// Checks for separation: without a penalty the linear predictors of a class that is completely or quasi-completely
    /// separated from the others grow by about 1 per step.
    ///
    /// - Throws: `TrainingError.separable` with the columns that separate the classes.
    private mutating func checkSeparation(
        _ direction: [[Double]], _ evidence: Separation.Evidence
    ) throws(TrainingError) {
        guard !isPenalized, model.isComplete || evidence == .coefficients || iterations > 3 else { return }
        let test = separation
        let found = try TrainingError.translating {
            try model.isComplete
                ? test.columns(along: w.map { $0.map(\.value) }, .perfectCoefficients)
                : test.columns(along: direction, evidence)
        }
        if let found { throw names.separable(found) }
    }

    /// Returns the variances of the estimates, for each class except the first, in the order of the names.
    func variances(_ design: RegressionDesign) throws(TrainingError) -> [[Double]] {
        let isAffordable = x.rows * (blocks + 1) * count <= 1 << 22
        let all: PreciseColumns
        if isAffordable {
            var columns = PreciseColumns(rows: x.rows * (blocks + 1))
            for column in weighted(0..<x.rows) { columns.append(column) }
            all = columns
        } else {
            let triangle = try design.locating { () throws(LinearAlgebraError) in try factor().triangle }
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
    func nullLogLikelihood(hasIntercept: Bool) -> Double {
        let total = caseWeights.reduce(0, +)
        if !hasIntercept { return -total * Double.log(Double(blocks + 1)) }
        var sums = [Double](repeating: 0, count: blocks + 1)
        for (classIndex, weight) in zip(own, caseWeights) { sums[classIndex] += weight }
        return sums.reduce(0) { $0 + ($1 > 0 ? $1 * Double.log($1 / total) : 0) }
    }
}
