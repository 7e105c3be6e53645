import Tessera

/// Least squares with penalties on the magnitudes and the squares of the coefficients, by coordinate descent on the
/// sums of products of the columns: RSS + l1·Σ|w| + l2·‖w‖², the intercept free.
struct ElasticNet {
    /// One for each feature, then the intercept.
    private(set) var coefficients: [Double]

    /// - Throws: `LinearAlgebraError.rankDeficient` where columns depend on each other and nothing is penalised.
    init(_ rows: some RowSource<Double>, target: Int, names: CoefficientNames, l1: Double, l2: Double) throws {
        let features = rows.rowShape.features
        let intercept = names.hasIntercept
        let means = intercept ? try Self.means(rows) : Array(repeating: 0, count: features + rows.rowShape.targets)
        let shifts = Array(means.prefix(features))
        let gram = try rows.fold(Gram<Double>(rows.rowShape, shifts: shifts))
        let (ones, y) = (gram[features, features], features + 1 + target)
        /// Sums of products about the means, whatever the shifts are.
        func product(_ a: Int, _ b: Int) -> Double {
            intercept ? gram[a, b] - gram[a, features] * gram[b, features] / ones : gram[a, b]
        }
        if (0..<features).contains(where: { !(gram[$0, $0] > ColumnSizes.leastSquare && gram[$0, $0].isFinite) }) {
            try ColumnSizes.check(rows, names: names.columns)
        }
        var matrix = (0..<features).map { row in (0..<features).map { product(row, $0) } }
        for index in 0..<features { matrix[index][index] += l2 }
        if l1 == 0, l2 == 0, features > 0 {
            _ = try EquilibratedCholesky(independent: stack(matrix.map { Tensor($0) }))
        }
        // Half of everything: the squares count once.
        let descent = CoordinateDescent(matrix: matrix, penalties: Array(repeating: l1 / 2, count: features))
        let zeros = [Double](repeating: 0, count: features)
        let weights = try descent.minimize(from: zeros, slopes: (0..<features).map { -product($0, y) }) { 1e-30 * $0 }
        let mean = gram[features, y] / ones
        let shift = (0..<features).reduce(0) { $0 + weights[$1] * (gram[$1, features] / ones + shifts[$1]) }
        coefficients = weights + [intercept ? mean - shift : 0]
    }

    private static func means(_ rows: some RowSource<Double>) throws -> [Double] {
        try rows.fold(Moments<Double>(rows.rowShape)).means
    }
}
