/// Least squares for tables with many more rows than columns, in passes over tiles of rows: a triangular factor R of the
/// columns, then coefficients refined by
///
///     R·ᵀR·δ = Aᵀ·(b − A·x)
///
/// with the right side in double-double (Björck, "Stability analysis of the method of seminormal equations for linear least
/// squares problems", 1987). It converges to full precision where the condition number of the columns, centred and at equal
/// lengths, is some way below 1e8. Memory does not depend on the number of rows, nor bits on the executor.
package struct FoldedLeastSquares: Sendable {
    /// Where R comes from.
    package enum Method: Sendable {
        /// A Cholesky factorisation of the sums of products: half of the work, half of the digits to begin with.
        case gram
        /// Factorisations of the rows themselves.
        case qr
    }

    package struct Solution: Sendable {
        /// One for each feature, then the intercept, 0 where there is none.
        package var coefficients: [DoubleDouble]
        /// What the rows say of them.
        package var sums: ResidualFold.Partial
        package var residualSumOfSquares: Double { sums.squares.value }
    }

    private let rows: any RowSource<Double>
    private let executor: any TileExecutor
    let hasIntercept: Bool
    private let ridge: Double
    private let method: Method
    /// What is subtracted from each feature while R is made.
    package let shifts: [Double]
    /// The least length of a column, the roots of the weights included.
    package let shortest: Double
    /// The columns of R are divided by these powers of 2.
    let scales: [Double]
    /// Of the features less their shifts, then the column of ones, scaled: an upper triangle.
    let r: Tensor<Double>
    /// R⁻ᵀ·Aᵀ·b for each target.
    let projections: Tensor<Double>

    private static let mostSteps = 12

    /// - Parameter ridge: ridge·‖w‖² is added to the sum of squares; the intercept is free.
    /// - Throws: `LinearAlgebraError.rankDeficient` with the first column that depends on those before, `RowSourceError`.
    package init(
        _ rows: some RowSource<Double>, intercept: Bool, ridge: Double = 0, method: Method,
        on executor: any TileExecutor = WorkerPool.shared
    ) throws {
        (self.rows, self.executor, hasIntercept, self.ridge) = (rows, executor, intercept, ridge)
        self.method = method
        let features = rows.rowShape.features
        shifts = intercept ? try Self.sampleMeans(rows) : Array(repeating: 0, count: features)
        let all: Tensor<Double>
        switch method {
        case .gram:
            let partial = try rows.fold(Gram<Double>(rows.rowShape, shifts: shifts), on: executor)
            all = try Self.factor(partial, features: features, intercept: intercept, ridge: ridge)
        case .qr:
            let fold = TriangularFactor(rows.rowShape, shifts: shifts)
            let factor = fold.result(try rows.fold(fold, on: executor))
            all = try Self.withRidge(factor, features: features, intercept: intercept, ridge: ridge)
        }
        let order = features + (intercept ? 1 : 0)
        let triangle = all.sliced(axis: 0, 0..<order).sliced(axis: 1, 0..<order).copied()
        if !triangle.sum().item.isFinite { throw LinearAlgebraError.overflow }
        let lengths = triangle.squared().sum(axis: 0).sqrt().scalars
        let bound = (method == .qr ? 4 : 64) * Double.ulpOfOne * (Double(order) + Double(rows.rowCount).squareRoot())
        // A length squared has half of the digits.
        let least = method == .qr ? bound : bound.squareRoot()
        let diagonal = triangle.diagonal().scalars
        if let column = diagonal.indices.first(where: { abs(diagonal[$0]) <= least * Swift.max(lengths[$0], Self.tiny) }
        ) {
            throw LinearAlgebraError.rankDeficient(rank: column)
        }
        shortest = lengths.min() ?? 0
        scales = lengths.map { Double(sign: .plus, exponent: $0.exponent, significand: 1) }
        r = triangle / Tensor(scales)
        projections = all.sliced(axis: 0, 0..<order).sliced(
            axis: 1, all.shape[1] - rows.rowShape.targets..<all.shape[1])
    }

    private static let tiny = Double.leastNormalMagnitude / Double.ulpOfOne

    /// The means of the first rows: all that a shift has to do is to take most of a large mean away.
    private static func sampleMeans(_ rows: some RowSource<Double>) throws -> [Double] {
        let sample = RowSelection(rows, [0..<min(rows.rowCount, 4096)])
        return Array(try sample.fold(Moments<Double>(rows.rowShape)).means.prefix(rows.rowShape.features))
    }

    /// R of [X 1 Y] from the sums of products; of the columns of ones none where there is no intercept.
    private static func factor(
        _ gram: Gram<Double>.Partial, features: Int, intercept: Bool, ridge: Double
    ) throws -> Tensor<Double> {
        let inner = features + (intercept ? 1 : 0)
        let penalties = Tensor((0..<inner).map { $0 < features ? ridge : 0 }).diagonalMatrix()
        let factor = try EquilibratedCholesky(gram.square(inner) + penalties)
        let targets = features + 1..<gram.order
        let side = (0..<inner).flatMap { row in targets.map { gram[row, $0] } }
        let products = try factor.solveLower(Tensor(side, shape: [inner, targets.count]))
        return concatenate([factor.upper, products], axis: 1)
    }

    /// R of the rows and of those that stand for the penalty.
    static func withRidge(
        _ all: Tensor<Double>, features: Int, intercept: Bool, ridge: Double
    ) throws(LinearAlgebraError) -> Tensor<Double> {
        let count = all.shape[1]
        let kept = Array(0..<features) + (intercept ? [features] : []) + Array(features + 1..<count)
        let picked = all.transposed().gatheringRows(Tensor(kept.map { Int32($0) })).transposed()
        let penalty = Tensor<Double>(identity: features, columns: kept.count) * Tensor(ridge.squareRoot())
        return try concatenate(ridge > 0 ? [picked, penalty] : [picked]).qr().r
    }

    /// The coefficients for one of the targets.
    package func solve(target: Int = 0) throws -> Solution {
        let order = r.shape[0]
        let start = try r.solveTriangular(projections.sliced(axis: 1, target..<target + 1), upper: true).flattened()
        var x = raw(zip(start.scalars, scales).map { $0 / $1 })
        var last = Double.infinity
        for _ in 0..<Self.mostSteps {
            let sums = try rows.fold(ResidualFold(x, target: target), on: executor)
            let step = try correction(sums, x)
            x = zip(x, raw(step)).map { $0 + $1 }
            let (size, whole) = (length(step), length(x.prefix(order).map(\.high)))
            // The next correction shrinks by as much as this one has; the first from sums of products, which has the same
            // error as the coefficients it corrects, tells it too.
            let shrinking = last.isFinite ? size / last : method == .gram ? size / Swift.max(whole, Self.tiny) : 1
            if size * min(1, shrinking) <= 1e-17 * whole || size == 0 {
                return Solution(coefficients: x, sums: sums)
            }
            if size > last / 2 { throw LinearAlgebraError.notConverged(missing: order) }
            last = size
        }
        throw LinearAlgebraError.notConverged(missing: order)
    }

    /// (RᵀR)⁻¹·(Aᵀ·r − ridge·w), for features less their shifts.
    private func correction(
        _ sums: ResidualFold.Partial, _ x: [DoubleDouble]
    ) throws(LinearAlgebraError) -> [Double] {
        let features = shifts.count
        let total = sums.product(features)
        var side = (0..<features).map { column in
            (sums.product(column) - total * shifts[column] - x[column] * ridge).value / scales[column]
        }
        if hasIntercept { side.append(total.value / scales[features]) }
        let right = Tensor(side, shape: [side.count, 1])
        let half = try r.solveTriangular(right, upper: true, transposed: true)
        return zip(try r.solveTriangular(half, upper: true).scalars, scales).map { $0 / $1 }
    }

    /// Coefficients of features less their shifts as those of the features.
    private func raw(_ x: [Double]) -> [DoubleDouble] {
        let weights = x.prefix(shifts.count).map { DoubleDouble($0) }
        guard hasIntercept else { return weights + [.zero] }
        return weights + [
            zip(x, shifts).reduce(DoubleDouble(x[shifts.count])) { $0 - DoubleDouble(product: $1.0, $1.1) }
        ]
    }

    /// Of coefficients in units of what they add to a prediction.
    private func length(_ x: [Double]) -> Double {
        HouseholderQR.length(zip(x, scales).map { $0 * $1 }[...])
    }

    /// Of rows in memory, the share of each in its own prediction: w·aᵀ·(AᵀA)⁻¹·a.
    package func leverages(_ table: RowTable<Double>) throws(LinearAlgebraError) -> [Double] {
        let inverse =
            try r.solveTriangular(Tensor(identity: r.shape[0]), upper: true) / Tensor(scales).expandingDimensions(at: 1)
        let features = shifts.count
        var spread = (table.features - Tensor(shifts)).matmul(inverse.sliced(axis: 0, 0..<features))
        if hasIntercept { spread = spread + inverse.sliced(axis: 0, features..<features + 1) }
        let shares = spread.squared().sum(axis: 1)
        return (table.weights.map { shares * $0 } ?? shares).scalars
    }

    /// The first feature that depends on those before it, and the ones of them that it consists of; none where it is
    /// constant.
    package static func dependence(
        _ rows: some RowSource<Double>, intercept: Bool
    ) throws -> (column: Int, parts: [Int])? {
        let features = rows.rowShape.features
        let shifts = intercept ? try sampleMeans(rows) : Array(repeating: 0, count: features)
        let fold = TriangularFactor(rows.rowShape, shifts: shifts)
        let all = try withRidge(
            fold.result(try rows.fold(fold)), features: features, intercept: intercept, ridge: 0)
        let lengths = all.squared().sum(axis: 0).sqrt().scalars
        let bound = 8 * Double.ulpOfOne * (Double(features + 1) + Double(rows.rowCount).squareRoot())
        for column in 0..<features {
            guard abs(all[column, column].item) <= bound * Swift.max(lengths[column], tiny) else { continue }
            let before = all.sliced(axis: 0, 0..<column).sliced(axis: 1, 0..<column)
            let side = all.sliced(axis: 0, 0..<column).sliced(axis: 1, column..<column + 1)
            let shares = column == 0 ? [] : try before.solveTriangular(side, upper: true).scalars
            return (column, shares.indices.filter { abs(shares[$0]) * lengths[$0] > 1e-8 * lengths[column] })
        }
        return nil
    }

    /// The diagonal of (AᵀA)⁻¹ for each feature, then the intercept.
    package func inverseGramDiagonal() throws(LinearAlgebraError) -> [Double] {
        let order = r.shape[0]
        let inverse = try r.solveTriangular(Tensor(identity: order), upper: true)
        let spread = (inverse / Tensor(scales).expandingDimensions(at: 1))
        guard hasIntercept else { return spread.squared().sum(axis: 1).scalars }
        let shift = Tensor(shifts.map { -$0 } + [1]).expandingDimensions(at: 0)
        let features = spread.sliced(axis: 0, 0..<shifts.count).squared().sum(axis: 1).scalars
        return features + [shift.matmul(spread).squared().sum().item]
    }

    /// The ratio of the largest to the smallest singular value of the columns as they are, each scaled to a length of 1.
    package func conditionNumber() throws(LinearAlgebraError) -> Double {
        var columns = r * Tensor(scales)
        if hasIntercept {
            var moved = Tensor<Double>(identity: r.shape[0])
            moved[shifts.count, 0..<shifts.count] = Tensor(shifts)
            columns = columns.matmul(moved)
        }
        let lengths = columns.squared().sum(axis: 0).sqrt()
        return try (columns / lengths).conditionNumber().item
    }
}
