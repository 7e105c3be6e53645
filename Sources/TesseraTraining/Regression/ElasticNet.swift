import Tessera

/// Least squares with penalties on the magnitudes and the squares of the coefficients, by cyclic coordinate descent on the
/// sums of products of the columns (J. Friedman, T. Hastie, R. Tibshirani, "Regularization paths for generalized linear
/// models via coordinate descent", 2010, §2.2): RSS + l1·Σ|w| + l2·‖w‖², the intercept free.
struct ElasticNet {
    /// One for each feature, then the intercept.
    private(set) var coefficients: [Double]

    private static let mostRounds = 100_000

    init(_ rows: some RowSource<Double>, target: Int, intercept: Bool, l1: Double, l2: Double) throws {
        let features = rows.rowShape.features
        let means = intercept ? try Self.means(rows) : Array(repeating: 0, count: features + rows.rowShape.targets)
        let shifts = Array(means.prefix(features))
        let gram = try rows.fold(Gram<Double>(rows.rowShape, shifts: shifts))
        let (ones, y) = (gram[features, features], features + 1 + target)
        /// Sums of products about the means, whatever the shifts are.
        func product(_ a: Int, _ b: Int) -> Double {
            intercept ? gram[a, b] - gram[a, features] * gram[b, features] / ones : gram[a, b]
        }
        let matrix = (0..<features).map { row in (0..<features).map { product(row, $0) } }
        let side = (0..<features).map { product($0, y) }
        let weights = try Self.descend(matrix, side, l1: l1, l2: l2)
        let mean = gram[features, y] / ones
        let shift = (0..<features).reduce(0) { $0 + weights[$1] * (gram[$1, features] / ones + shifts[$1]) }
        coefficients = weights + [intercept ? mean - shift : 0]
    }

    private static func means(_ rows: some RowSource<Double>) throws -> [Double] {
        try rows.fold(Moments<Double>(rows.rowShape)).means
    }

    /// Until no coefficient moves a prediction by more than rounding does.
    private static func descend(
        _ gram: [[Double]], _ side: [Double], l1: Double, l2: Double
    ) throws(LinearAlgebraError) -> [Double] {
        var weights = [Double](repeating: 0, count: side.count)
        var rest = side
        for _ in 0..<mostRounds {
            var (moved, size) = (0.0, 0.0)
            for index in weights.indices where gram[index][index] > 0 {
                let own = gram[index][index]
                let pull = rest[index] + own * weights[index]
                // The derivative of the squares is twice the pull.
                let shrunk = max(abs(pull) - l1 / 2, 0)
                let next = (pull < 0 ? -shrunk : shrunk) / (own + l2)
                let step = next - weights[index]
                if step != 0 {
                    for other in rest.indices { rest[other] -= step * gram[index][other] }
                    weights[index] = next
                }
                moved = max(moved, step * step * own)
                size = max(size, next * next * own)
            }
            if !size.isFinite { throw .overflow }
            if moved <= 1e-30 * size || moved == 0 { return weights }
        }
        throw .notConverged(missing: side.count)
    }
}
