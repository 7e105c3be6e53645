import Tessera

/// How long a step of gradient descent may be, from the curvature of a regression's loss.
///
/// With all rows in every step it is 1 / L, where L is the largest eigenvalue of the Hessian or a bound of it. With batches of
/// b of n rows L is the expected smoothness, n(b − 1) / (b(n − 1))·L + (n − b) / (b(n − 1))·max Lᵢ, where Lᵢ is that of a row
/// (R. Gower et al., "SGD: general analysis and improved rates", 2019): a row far out is in one batch alone. Momentum m adds
/// the chance of 1 / (1 − m) batches up, and shortens steps as much. A step is never
/// longer than the usual one, which with all rows is that of squared errors, and longer for losses that bend less.
struct StepSize {
    /// The curvature of the loss of a row along its own output.
    let curvature: Double
    /// What is added to the loss is each of these times the square of its coefficient.
    let penalties: [Double]
    var momentum = 0.0

    func length(
        _ rows: some RowSource, batchSize: Int?, on executor: any TileExecutor
    ) throws(TrainingError) -> Double {
        let (n, b) = (Double(rows.rowCount), Double(min(batchSize ?? rows.rowCount, rows.rowCount)))
        let (largest, ofRow) = try TrainingError.translating { try curvatures(rows, executor) }
        let usual = TrainingOptions.usualLearningRate
        if b == n || n < 2 { return min(2 * usual / curvature, 1 / max(largest, .leastNormalMagnitude)) }
        let expected = n * (b - 1) / (b * (n - 1)) * largest + (n - b) / (b * (n - 1)) * ofRow
        return min(usual, (1 - momentum) / max(expected, .leastNormalMagnitude))
    }

    /// The largest eigenvalue of the Hessian by power iteration (R. von Mises, H. Pollaczek-Geiringer, 1929), within some per
    /// cent from below, of which 1 / L leaves twice as much; and the largest curvature of a single row.
    private func curvatures(_ rows: some RowSource, _ executor: any TileExecutor) throws -> (Double, Double) {
        let count = rows.rowShape.features + 1
        var vector = Tensor<Double>(normal: [count], seed: 0, stream: RandomStream.powerIteration).scalars
        var (eigenvalue, ofRow) = (0.0, 0.0)
        for pass in 0..<Self.mostPasses {
            let length = MinimizationPoint.length(vector)
            vector = vector.map { $0 / length }
            let product = try rows.fold(OuterProducts(rows.rowShape, vector, notesLargest: pass == 0), on: executor)
            let stiffness = penalties.map { 2 * $0 } + [0]
            let image = zip(zip(product.image, vector), stiffness).map {
                curvature * $0.0 / product.weight + $1 * $0.1
            }
            let next = MinimizationPoint.dot(vector, image)
            if pass == 0 { ofRow = curvature * product.largest + (stiffness.max() ?? 0) }
            guard next.isFinite, abs(next - eigenvalue) > 0.01 * next else { return (max(next, eigenvalue), ofRow) }
            (eigenvalue, vector) = (next, image)
        }
        return (eigenvalue, ofRow)
    }

    private static let mostPasses = 24
}

/// Σ wᵢ xᵢ (xᵢ·v), where each row has a 1 at its end for the intercept.
private struct OuterProducts<Scalar: RealScalar>: RowFold {
    struct Partial: Sendable {
        var image: [Double]
        var weight = 0.0
        /// The largest squared length of a row.
        var largest = 0.0
    }

    private let vector: Tensor<Scalar>
    private let shift: Scalar
    private let notesLargest: Bool

    init(_ shape: RowShape, _ vector: [Double], notesLargest: Bool) {
        self.vector = Tensor(vector.dropLast().map { Scalar($0) })
        shift = Scalar(vector[vector.count - 1])
        self.notesLargest = notesLargest
    }

    var empty: Partial { Partial(image: Array(repeating: 0, count: vector.count + 1)) }
    var partialBytes: Int { (vector.count + 3) * 8 }

    func add(_ tile: borrowing RowTile<Scalar>, to partial: inout Partial) {
        let batch = tile.batch
        var outputs = batch.features.matmul(vector) + Tensor(shift)
        if let weights = batch.weights { outputs = outputs * weights }
        let image = outputs.matmul(batch.features).scalars + [outputs.sum().item]
        for index in image.indices { partial.image[index] += image[index].scalarValue }
        partial.weight += batch.weights?.sum().item.scalarValue ?? Double(tile.rows.count)
        if notesLargest {
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
