import Tessera

/// The fold that computes the loss and the metrics of predictions, with sums in double precision.
///
/// The mean and the squared deviations of the targets are merged by the updating formulas of T. Chan, G. Golub and R.
/// LeVeque ("Algorithms for computing the sample variance: analysis and recommendations", 1983).
struct RegressionFold<Scalar: RealScalar>: RowFold {
    struct Partial: Sendable {
        var rows = 0
        /// The sum of the weights; the number of rows if they have none. The members below are weighted, but for
        /// `scores`.
        var weight = 0.0
        var loss = 0.0
        var squaredErrors = 0.0
        /// The weight of the rows whose class is predicted correctly.
        var correctWeight = 0.0
        /// The mean of the targets.
        var mean = 0.0
        /// The sum of the squared deviations of the targets from their mean.
        var deviations = 0.0
        var scores: ROCAccumulator
    }

    private let isBinary: Bool
    private let rows: Int
    private let loss: Loss<Scalar>
    private let output: @Sendable (Tensor<Scalar>) -> Tensor<Scalar>

    /// - Parameters:
    ///   - isBinary: whether outputs are logits of class 1 and targets are classes.
    ///   - output: maps features, shape [rows, features], to the model's output, shape [rows, 1].
    init(
        isBinary: Bool, rows: Int, loss: Loss<Scalar>, output: @escaping @Sendable (Tensor<Scalar>) -> Tensor<Scalar>
    ) {
        self.isBinary = isBinary
        self.rows = rows
        self.loss = loss
        self.output = output
    }

    var empty: Partial { Partial(scores: ROCAccumulator(rows: isBinary ? rows : 0)) }
    var partialBytes: Int { ROCAccumulator.byteCount(rows: isBinary ? rows : 0) }

    func add(_ tile: borrowing RowTile<Scalar>, to partial: inout Partial) {
        let batch = tile.batch
        let predicted = output(batch.features)
        var part = Partial(rows: tile.rows.count, scores: ROCAccumulator(rows: 0))
        let (outputs, targets) = (Tensor<Double>(predicted).scalars, Tensor<Double>(batch.targets).scalars)
        let weights = batch.weights.map { Tensor<Double>($0).scalars }
        part.weight = weights?.reduce(0, +) ?? Double(targets.count)
        if part.weight > 0 {
            part.loss = loss.value(predicted, batch).item.scalarValue * part.weight
            // Shifting by the first target makes the deviations exactly 0 if all targets are equal: the mean is then
            // exact.
            let first = targets[0]
            part.mean =
                first + targets.indices.reduce(0) { $0 + (weights?[$1] ?? 1) * (targets[$1] - first) } / part.weight
        }
        // The sum of the deviations corrects the mean, whose rounding error is some ulps of targets far from 0: the
        // corrected two-pass algorithm.
        var drift = 0.0
        for (row, (value, target)) in zip(outputs, targets).enumerated() {
            let weight = weights?[row] ?? 1
            part.squaredErrors += weight * (value - target) * (value - target)
            part.deviations += weight * (target - part.mean) * (target - part.mean)
            drift += weight * (target - part.mean)
            guard isBinary else { continue }
            if (value > 0) == (target != 0) { part.correctWeight += weight }
            partial.scores.add(Float(value), isPositive: target != 0)
        }
        if part.weight > 0 {
            part.deviations = max(0, part.deviations - drift * drift / part.weight)
            part.mean += drift / part.weight
        }
        addSums(part, to: &partial)
    }

    func merge(_ later: Partial, into partial: inout Partial) {
        partial.scores.merge(later.scores)
        addSums(later, to: &partial)
    }

    private func addSums(_ later: Partial, to partial: inout Partial) {
        partial.rows += later.rows
        if later.weight == 0 { return }
        let total = partial.weight + later.weight
        let shift = later.mean - partial.mean
        partial.deviations += later.deviations + shift * shift * partial.weight * later.weight / total
        partial.mean += shift * later.weight / total
        partial.weight = total
        partial.loss += later.loss
        partial.squaredErrors += later.squaredErrors
        partial.correctWeight += later.correctWeight
    }
}
