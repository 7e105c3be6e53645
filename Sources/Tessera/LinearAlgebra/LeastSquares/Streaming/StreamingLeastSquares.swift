/// Streaming least squares for tables with many more rows than columns, in passes over tiles of rows: a triangular
/// factor R of the columns, then iterative refinement of the coefficients by the corrected seminormal equations
///
///     RᵀR·δ = Aᵀ·(b − A·x)
///
/// with the right-hand side in double-double (Björck, "Stability analysis of the method of seminormal equations for
/// linear least squares problems", 1987). It converges to full precision if the condition number of the centred and
/// equilibrated columns is some way below 1e8. The memory does not depend on the number of rows, nor do the bits of the
/// result depend on the executor.
package struct StreamingLeastSquares: Sendable {
    /// The algorithm that computes R.
    package enum Method: Sendable {
        /// A Cholesky factorisation of the cross products (normal equations): half the work of `qr`, and half the
        /// digits before refinement.
        case gram
        /// A QR factorisation of the rows (TSQR).
        case qr
    }

    package struct Solution: Sendable {
        /// The coefficients: one per feature, then the intercept, which is 0 if there is none.
        package var coefficients: [DoubleDouble]
        /// The sums of the residuals of these coefficients over the rows.
        package var sums: ResidualFold.Partial
        package var residualSumOfSquares: Double { sums.squares.value }
    }

    private let rows: any RowSource<Double>
    private let executor: any TileExecutor
    let hasIntercept: Bool
    private let ridge: Double
    private let method: Method
    /// The shift that is subtracted from each feature while R is computed: about its mean with an intercept, otherwise
    /// 0.
    package let shifts: [Double]
    /// The smallest norm of a column of R, square roots of the weights included.
    package let shortest: Double
    /// The powers of 2 by which the columns of R are divided (equilibration).
    let scales: [Double]
    /// The equilibrated factor R of the shifted features, followed by the column of ones if there is an intercept: an
    /// upper triangle.
    let r: Tensor<Double>
    /// R⁻ᵀ·Aᵀ·b, one column per target.
    let projections: Tensor<Double>

    private static let maximumSteps = 12

    /// Computes the factor R in one pass over the rows; with an intercept, a sample of them gives the shifts first.
    ///
    /// - Parameters:
    ///   - rows: the table.
    ///   - intercept: whether a column of ones follows the features.
    ///   - ridge: the ridge penalty; ridge·‖w‖² is added to the sum of squares. The intercept is not penalised.
    ///   - method: the algorithm for R.
    ///   - executor: the executor of the passes.
    /// - Throws: `LinearAlgebraError.rankDeficient`, whose rank is the index of the first column that depends on those
    ///   before it, `overflow`, `RowSourceError`.
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
        let norms = triangle.squared().sum(axis: 0).sqrt().scalars
        let bound = (method == .qr ? 4 : 64) * Double.ulpOfOne * (Double(order) + Double(rows.rowCount).squareRoot())
        // The Gram matrix holds squared norms, which have half of the digits.
        let limit = method == .qr ? bound : bound.squareRoot()
        let diagonal = triangle.diagonal().scalars
        if let column = diagonal.indices.first(where: { abs(diagonal[$0]) <= limit * Swift.max(norms[$0], Self.tiny) }
        ) {
            throw LinearAlgebraError.rankDeficient(rank: column)
        }
        shortest = norms.min() ?? 0
        scales = norms.map { Double(sign: .plus, exponent: $0.exponent, significand: 1) }
        r = triangle / Tensor(scales)
        projections = all.sliced(axis: 0, 0..<order).sliced(
            axis: 1, all.shape[1] - rows.rowShape.targets..<all.shape[1])
    }

    private static let tiny = Double.leastNormalMagnitude / Double.ulpOfOne

    /// Returns the means of the first 4096 rows. A shift only has to remove most of a large mean.
    private static func sampleMeans(_ rows: some RowSource<Double>) throws -> [Double] {
        let sample = RowSelection(rows, [0..<min(rows.rowCount, 4096)])
        return Array(try sample.fold(Moments<Double>(rows.rowShape)).means.prefix(rows.rowShape.features))
    }

    /// Returns R of [X 1 Y] by Cholesky factorisation of the cross products; the column of ones is absent without an
    /// intercept.
    private static func factor(
        _ gram: Gram<Double>.Partial, features: Int, intercept: Bool, ridge: Double
    ) throws -> Tensor<Double> {
        let inner = features + (intercept ? 1 : 0)
        let penalties = Tensor((0..<inner).map { $0 < features ? ridge : 0 }).diagonalMatrix()
        let factor = try EquilibratedCholesky(gram.square(inner) + penalties)
        let targets = features + 1..<gram.order
        let side = (0..<inner).flatMap { row in targets.map { gram[row, $0] } }
        let products = try factor.solveLower(Tensor(side, shape: [inner, targets.count]))
        return Tensor(concatenating: [factor.upper, products], axis: 1)
    }

    /// Returns R of the rows, whose own triangular factor is given, extended by √ridge·I, the rows that represent the
    /// ridge penalty.
    static func withRidge(
        _ all: Tensor<Double>, features: Int, intercept: Bool, ridge: Double
    ) throws(LinearAlgebraError) -> Tensor<Double> {
        let count = all.shape[1]
        let kept = Array(0..<features) + (intercept ? [features] : []) + Array(features + 1..<count)
        let picked = all.transposed().gatheringRows(Tensor(kept.map { Int32($0) })).transposed()
        let penalty = Tensor<Double>(identity: features, columns: kept.count) * Tensor(ridge.squareRoot())
        return try Tensor(concatenating: ridge > 0 ? [picked, penalty] : [picked]).qr().r
    }

    /// Returns the coefficients for one of the targets, refined in passes over the rows.
    ///
    /// - Throws: `LinearAlgebraError.notConverged`, `RowSourceError`.
    package func solve(target: Int = 0) throws -> Solution {
        let order = r.shape[0]
        let start = try r.solveTriangular(projections.sliced(axis: 1, target..<target + 1), upper: true).flattened()
        var x = unshifted(zip(start.scalars, scales).map { $0 / $1 })
        var last = Double.infinity
        for _ in 0..<Self.maximumSteps {
            let sums = try rows.fold(ResidualFold(x, target: target), on: executor)
            let step = try correction(sums, x)
            x = zip(x, unshifted(step)).map { $0 + $1 }
            let (size, whole) = (scaledNorm(step), scaledNorm(x.prefix(order).map(\.high)))
            // The next correction is expected to shrink by the ratio of the last two. For the Gram method the first
            // correction gives an estimate too, since its relative error equals that of the coefficients it corrects.
            let contraction = last.isFinite ? size / last : method == .gram ? size / Swift.max(whole, Self.tiny) : 1
            if size * min(1, contraction) <= 1e-17 * whole || size == 0 {
                return Solution(coefficients: x, sums: sums)
            }
            if size > last / 2 { throw LinearAlgebraError.notConverged(missing: order) }
            last = size
        }
        throw LinearAlgebraError.notConverged(missing: order)
    }

    /// Returns the correction (RᵀR)⁻¹·(Aᵀ·r − ridge·w), for shifted features.
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

    /// Returns the coefficients of the features for given ones of the shifted features.
    private func unshifted(_ x: [Double]) -> [DoubleDouble] {
        let weights = x.prefix(shifts.count).map { DoubleDouble($0) }
        guard hasIntercept else { return weights + [.zero] }
        return weights + [
            zip(x, shifts).reduce(DoubleDouble(x[shifts.count])) { $0 - DoubleDouble(product: $1.0, $1.1) }
        ]
    }

    /// Returns the norm of coefficients, each scaled by the size of its column, and thus by its contribution to
    /// predictions.
    private func scaledNorm(_ x: [Double]) -> Double {
        HouseholderQR.length(zip(x, scales).map { $0 * $1 }[...])
    }

    /// Returns the leverages w·aᵀ·(AᵀA)⁻¹·a of rows in memory: the diagonal of the hat matrix, the derivative of each
    /// prediction with respect to its own target.
    package func leverages(_ table: RowTable<Double>) throws(LinearAlgebraError) -> [Double] {
        let inverse =
            try r.solveTriangular(Tensor(identity: r.shape[0]), upper: true) / Tensor(scales).expandingDimensions(at: 1)
        let features = shifts.count
        var q = (table.features - Tensor(shifts)).matmul(inverse.sliced(axis: 0, 0..<features))
        if hasIntercept { q = q + inverse.sliced(axis: 0, features..<features + 1) }
        let leverages = q.squared().sum(axis: 1)
        return (table.weights.map { leverages * $0 } ?? leverages).scalars
    }

    /// Returns the first feature that depends linearly on those before it, and the indices of the features of which it
    /// is a combination, none if it is constant; nil if all features are independent.
    package static func dependence(
        _ rows: some RowSource<Double>, intercept: Bool
    ) throws -> (column: Int, parts: [Int])? {
        let features = rows.rowShape.features
        let shifts = intercept ? try sampleMeans(rows) : Array(repeating: 0, count: features)
        let fold = TriangularFactor(rows.rowShape, shifts: shifts)
        let all = try withRidge(
            fold.result(try rows.fold(fold)), features: features, intercept: intercept, ridge: 0)
        let norms = all.squared().sum(axis: 0).sqrt().scalars
        let bound = 8 * Double.ulpOfOne * (Double(features + 1) + Double(rows.rowCount).squareRoot())
        for column in 0..<features {
            guard abs(all[column, column].item) <= bound * Swift.max(norms[column], tiny) else { continue }
            let before = all.sliced(axis: 0, 0..<column).sliced(axis: 1, 0..<column)
            let side = all.sliced(axis: 0, 0..<column).sliced(axis: 1, column..<column + 1)
            let coefficients = column == 0 ? [] : try before.solveTriangular(side, upper: true).scalars
            return (column, coefficients.indices.filter { abs(coefficients[$0]) * norms[$0] > 1e-8 * norms[column] })
        }
        return nil
    }

    /// Returns the diagonal of (AᵀA)⁻¹: one element per feature, then the intercept.
    package func inverseGramDiagonal() throws(LinearAlgebraError) -> [Double] {
        let order = r.shape[0]
        let inverse = try r.solveTriangular(Tensor(identity: order), upper: true)
        let unscaled = (inverse / Tensor(scales).expandingDimensions(at: 1))
        guard hasIntercept else { return unscaled.squared().sum(axis: 1).scalars }
        let shift = Tensor(shifts.map { -$0 } + [1]).expandingDimensions(at: 0)
        let features = unscaled.sliced(axis: 0, 0..<shifts.count).squared().sum(axis: 1).scalars
        return features + [shift.matmul(unscaled).squared().sum().item]
    }

    /// Returns the 2-norm condition number of the unshifted columns, each scaled to norm 1.
    package func conditionNumber() throws(LinearAlgebraError) -> Double {
        var columns = r * Tensor(scales)
        if hasIntercept {
            var shift = Tensor<Double>(identity: r.shape[0])
            shift[shifts.count, 0..<shifts.count] = Tensor(shifts)
            columns = columns.matmul(shift)
        }
        let norms = columns.squared().sum(axis: 0).sqrt()
        return try (columns / norms).conditionNumber().item
    }
}
