import Tessera

/// The most likely softmax regression by Newton's method on all coefficients at once (A. Agresti, "Categorical Data
/// Analysis", 2013, §8.1), with Householder's QR of the weighted rows and gradients in double-double.
struct MultinomialNewton {
    private let names: CoefficientNames
    private let shifts: ColumnShifts
    private let x: PreciseColumns
    /// The class of each row, by place.
    private let own: [Int]
    private let counts: [Double]
    /// ½·ridge·w² is added for every coefficient but the intercepts.
    private let ridge: [Double]
    private let stopping: Stopping

    /// Of the columns less their shifts, for each class but the first.
    private var w: [[DoubleDouble]]
    private var model: SoftmaxModel
    private(set) var iterations = 0
    private(set) var convergence = Convergence.direct

    private static let mostIterations = 1000
    private static let tolerance = 1e-9
    /// Numbers of weighted rows that are factorised at a time.
    private static let blockSize = 1 << 20

    /// - Parameter classes: the targets that occur, rising.
    init(_ design: RegressionDesign, classes: [Double], l2: Double, stopping: Stopping) throws(TrainingError) {
        guard classes.count > 1 else { throw .oneClassOnly(classes[0]) }
        (names, self.stopping) = (CoefficientNames(design), stopping)
        let columns = design.columns
        shifts = ColumnShifts(design, columns, beyond: 1000)
        x = shifts.moved(columns)
        let places = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        own = design.targets.map { places[$0] ?? 0 }
        counts = design.weights ?? Array(repeating: 1, count: design.rows)
        ridge = design.names.indices.map { $0 == 0 && design.hasIntercept ? 0 : l2 }
        w = Array(repeating: Array(repeating: .zero, count: x.columns), count: classes.count - 1)
        model = SoftmaxModel(w.map { [x] in x.product($0) }, own: own, counts: counts)
        try iterate(design)
    }

    var logLikelihood: Double { model.logLikelihood }
    /// For each class but the first, in the order of the names.
    var estimates: [[Double]] { w.map { shifts.coefficients($0).map(\.value) } }

    private var isPenalized: Bool { ridge.contains { $0 > 0 } }
    private var blocks: Int { w.count }
    private var count: Int { blocks * x.columns }

    private mutating func iterate(_ design: RegressionDesign) throws(TrainingError) {
        let most = stopping.iterations ?? Self.mostIterations
        let tolerance = stopping.tolerance ?? Self.tolerance
        var last = Double.infinity
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
            let goal = stopping.tolerance.map { max(1e-20, $0 * $0) } ?? 1e-20
            var isDone = violation <= tolerance && (size <= goal || (size <= 1e-12 && size > last / 4))
            let isStuck = !size.isFinite || iterations >= most
            if !isDone, !isStuck {
                last = size
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

    /// Of the log-likelihood less the penalty, by class.
    private var gradient: [[DoubleDouble]] {
        zip(model.misses, w).map { misses, w in
            zip(x.transposedProduct(misses), zip(w, ridge)).map { $0 - $1.0 * $1.1 }
        }
    }

    /// By how much the gradient differs from 0, relative to its terms.
    private func violation(_ gradient: [[DoubleDouble]]) -> Double {
        var worst = 0.0
        for block in 0..<blocks {
            for column in 0..<x.columns where gradient[block][column].value != 0 {
                let own = x.high[column * x.rows..<(column + 1) * x.rows]
                var terms = ridge[column] * abs(w[block][column].high)
                for (element, miss) in zip(own, model.misses[block]) { terms += abs(element * miss.high) }
                worst = max(worst, abs(gradient[block][column].value) / terms)
            }
        }
        return worst
    }

    /// A factor of the information matrix with the penalty, block of rows after block.
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
                // Rows of zeros change nothing, and make a factor of few rows one of as many as columns.
                matrix += Array(repeating: 0, count: max(0, count - total))
            }
            let factor = try HouseholderQR(matrix, rows: max(total, count), columns: count)
            (triangle, height) = (isLast ? [] : factor.triangle, count)
            (found, first) = (factor, rows.upperBound)
        }
        guard let found else { throw .rankDeficient(rank: 0) }
        return found
    }

    /// The rows whose Gram matrix is the information matrix, by column.
    private func weighted(_ rows: Range<Int>) -> [[DoubleDouble]] {
        model.factors(of: rows, counts: counts).flatMap { factors in
            (0..<x.columns).map { column in
                factors.indices.map { x[rows.lowerBound + $0 / (blocks + 1), column] * factors[$0] }
            }
        }
    }

    private func penalty(_ w: [[DoubleDouble]]) -> Double {
        w.reduce(0) { sum, own in zip(ridge, own).reduce(sum) { $0 + 0.5 * $1.0 * $1.1.value * $1.1.value } }
    }

    /// Takes the step, or as much of it as gains a part of what it promises (L. Armijo, 1966).
    private mutating func advance(along step: [[Double]], expecting increase: Double) -> Bool {
        let before = model.logLikelihood - penalty(w)
        var share = 1.0
        while share >= 1e-60 {
            let next = zip(w, step).map { zip($0, $1).map { $0 + share * $1 } }
            let found = SoftmaxModel(next.map { x.product($0) }, own: own, counts: counts)
            // Near the end the likelihood is flat to rounding.
            if found.logLikelihood - penalty(next) >= before + 0.01 * share * increase - 1e-12 * abs(before) {
                (w, model) = (next, found)
                return true
            }
            share /= 2
        }
        return false
    }

    /// Without a penalty rows of a class that stands apart, or whose border is met by others, go off by about 1 a step.
    private func checkSeparation(
        _ direction: [[Double]], _ evidence: Separation.Evidence
    ) throws(TrainingError) {
        guard !isPenalized, model.isComplete || evidence == .coefficients || iterations > 3 else { return }
        let test = SeparatingClasses(x, own: own, classes: blocks + 1, hasIntercept: names.hasIntercept)
        let found = try TrainingError.translating {
            try model.isComplete
                ? test.columns(along: w.map { $0.map(\.value) }, .perfectCoefficients)
                : test.columns(along: direction, evidence)
        }
        if let found { throw names.separable(found) }
    }

    /// The variances of the estimates, for each class but the first, in the order of the names.
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

    func nullLogLikelihood(hasIntercept: Bool) -> Double {
        let total = counts.reduce(0, +)
        if !hasIntercept { return -total * Double.log(Double(blocks + 1)) }
        var sums = [Double](repeating: 0, count: blocks + 1)
        for (place, count) in zip(own, counts) { sums[place] += count }
        return sums.reduce(0) { $0 + ($1 > 0 ? $1 * Double.log($1 / total) : 0) }
    }
}
