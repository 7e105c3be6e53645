import Tessera
internal import TesseraModels

/// The step size of gradient descent, from the curvature of a regression's loss.
///
/// With all rows in every step it is 1 / L, where L is the largest eigenvalue of the Hessian or a bound of it. With
/// mini-batches of b of n rows it is 1 over the expected smoothness,
/// n(b − 1) / (b(n − 1))·L + (n − b) / (b(n − 1))·max Lᵢ, where Lᵢ is the curvature of a single row (R. Gower et al.,
/// "SGD: general analysis and improved rates", 2019): an outlier dominates the one batch that it is in. Momentum m sums
/// the noise of 1 / (1 − m) batches, so that the step size is multiplied by 1 − m.
///
/// With mini-batches the step size is at most `usual`; with all rows that is the limit for
/// squared errors, and inversely proportional to the curvature for other losses.
struct StepSize {
    /// The step size where the curvature of the loss is not used.
    static let usual = 0.1

    /// The second derivative of a row's loss with respect to the model's output, or a bound of it.
    let curvature: Double
    /// The factors λⱼ of the penalty Σ λⱼ wⱼ² that is added to the mean loss, one for each coefficient.
    let penalties: [Double]
    /// The momentum of SGD, at least 0 and below 1.
    var momentum = 0.0

    /// Returns the step size.
    ///
    /// - Parameter batchSize: the rows of a step; nil for all of them.
    func length(
        _ rows: some RowSource, batchSize: Int?, on executor: any TileExecutor
    ) throws(TrainingError) -> Double {
        let (n, b) = (Double(rows.rowCount), Double(min(batchSize ?? rows.rowCount, rows.rowCount)))
        let (largest, ofOneRow) = try TrainingError.translating { try curvatures(rows, executor) }
        let usual = Self.usual
        if b == n || n < 2 { return min(2 * usual / curvature, 1 / max(largest, .leastNormalMagnitude)) }
        let expected = n * (b - 1) / (b * (n - 1)) * largest + (n - b) / (b * (n - 1)) * ofOneRow
        return min(usual, (1 - momentum) / max(expected, .leastNormalMagnitude))
    }

    /// Computes the largest eigenvalue of the Hessian by power iteration (R. von Mises, H. Pollaczek-Geiringer,
    /// "Praktische Verfahren der Gleichungsauflösung", 1929), and the largest curvature of a single row.
    ///
    /// The eigenvalue is some per cent too small at most; gradient descent is stable up to a step of 2 / L, so that
    /// 1 / L leaves a margin of a factor of 2.
    private func curvatures(_ rows: some RowSource, _ executor: any TileExecutor) throws -> (Double, Double) {
        let count = rows.rowShape.features + 1
        var vector = Tensor<Double>(normal: [count], seed: 0, stream: RandomStream.powerIteration).scalars
        var (eigenvalue, ofOneRow) = (0.0, 0.0)
        for pass in 0..<Self.maximumPasses {
            let norm = MinimizationPoint.length(vector)
            vector = vector.map { $0 / norm }
            let product = try rows.fold(OuterProducts(rows.rowShape, vector, findsLargest: pass == 0), on: executor)
            let penaltyCurvatures = penalties.map { 2 * $0 } + [0]
            let image = zip(zip(product.image, vector), penaltyCurvatures).map {
                curvature * $0.0 / product.weight + $1 * $0.1
            }
            let next = MinimizationPoint.dot(vector, image)
            if pass == 0 { ofOneRow = curvature * product.largest + (penaltyCurvatures.max() ?? 0) }
            guard next.isFinite, abs(next - eigenvalue) > 0.01 * next else { return (max(next, eigenvalue), ofOneRow) }
            (eigenvalue, vector) = (next, image)
        }
        return (eigenvalue, ofOneRow)
    }

    private static let maximumPasses = 24
}

/// Computes XᵀWX·v = Σ wᵢ xᵢ (xᵢ·v), where each row xᵢ is extended by a 1 for the intercept.
private struct OuterProducts<Scalar: RealScalar>: RowFold {
    struct Partial: Sendable {
        var image: [Double]
        /// The sum of the weights.
        var weight = 0.0
        /// The largest squared norm of a row.
        var largest = 0.0
    }

    private let vector: Tensor<Scalar>
    private let intercept: Scalar
    private let findsLargest: Bool

    init(_ shape: RowShape, _ vector: [Double], findsLargest: Bool) {
        self.vector = Tensor(vector.dropLast().map { Scalar($0) })
        intercept = Scalar(vector[vector.count - 1])
        self.findsLargest = findsLargest
    }

    var empty: Partial { Partial(image: Array(repeating: 0, count: vector.count + 1)) }
    var partialBytes: Int { (vector.count + 3) * 8 }

    func add(_ tile: borrowing RowTile<Scalar>, to partial: inout Partial) {
        let batch = tile.batch
        var outputs = batch.features.matmul(vector) + Tensor(intercept)
        if let weights = batch.weights { outputs = outputs * weights }
        let image = outputs.matmul(batch.features).scalars + [outputs.sum().item]
        for index in image.indices { partial.image[index] += image[index].scalarValue }
        partial.weight += batch.weights?.sum().item.scalarValue ?? Double(tile.rows.count)
        if findsLargest {
            let largest = batch.features.squared().sum(axis: 1).max().item.scalarValue
            partial.largest = max(partial.largest, largest + 1)
        }
    }

    func merge(_ later: Partial, into partial: inout Partial) {
        for index in later.image.indices { partial.image[index] += later.image[index] }
        partial.weight += later.weight
        partial.largest = max(partial.largest, later.largest)
    }
}
