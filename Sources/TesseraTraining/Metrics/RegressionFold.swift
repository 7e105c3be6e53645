import Tessera

/// How well predictions fit the targets, summed over rows in double precision.
struct RegressionFold<Scalar: RealScalar>: RowFold {
    struct Partial: Sendable {
        var rows = 0
        var loss = 0.0
        var squaredErrors = 0.0
        var hits = 0
        /// Mean and squared deviations of the targets.
        var mean = 0.0
        var deviations = 0.0
        var scores: ScoreTally
    }

    private let isBinary: Bool
    private let rows: Int
    private let loss: Loss<Scalar>
    private let output: @Sendable (Tensor<Scalar>) -> Tensor<Scalar>

    /// - Parameters:
    ///   - isBinary: whether outputs are logits of class 1 and targets are classes.
    ///   - output: the model's output, shape [rows, 1], for features.
    init(
        isBinary: Bool, rows: Int, loss: Loss<Scalar>, output: @escaping @Sendable (Tensor<Scalar>) -> Tensor<Scalar>
    ) {
        self.isBinary = isBinary
        self.rows = rows
        self.loss = loss
        self.output = output
    }

    var empty: Partial { Partial(scores: ScoreTally(rows: isBinary ? rows : 0)) }
    var partialBytes: Int { ScoreTally.byteCount(rows: isBinary ? rows : 0) }

    func add(_ tile: borrowing RowTile<Scalar>, to partial: inout Partial) {
        let batch = tile.batch
        let predicted = output(batch.features)
        var part = Partial(rows: tile.rows.count, scores: ScoreTally(rows: 0))
        part.loss = loss.value(predicted, batch).item.scalarValue * Double(tile.rows.count)
        let (outputs, targets) = (Tensor<Double>(predicted).scalars, Tensor<Double>(batch.targets).scalars)
        part.mean = targets.reduce(0, +) / Double(targets.count)
        for (value, target) in zip(outputs, targets) {
            part.squaredErrors += (value - target) * (value - target)
            part.deviations += (target - part.mean) * (target - part.mean)
            guard isBinary else { continue }
            if (value > 0) == (target != 0) { part.hits += 1 }
            partial.scores.add(Float(value), isPositive: target != 0)
        }
        addSums(part, to: &partial)
    }

    func merge(_ later: Partial, into partial: inout Partial) {
        partial.scores.merge(later.scores)
        addSums(later, to: &partial)
    }

    private func addSums(_ later: Partial, to partial: inout Partial) {
        if later.rows == 0 { return }
        let total = Double(partial.rows + later.rows)
        let shift = later.mean - partial.mean
        partial.deviations += later.deviations + shift * shift * Double(partial.rows) * Double(later.rows) / total
        partial.mean += shift * Double(later.rows) / total
        partial.rows += later.rows
        partial.loss += later.loss
        partial.squaredErrors += later.squaredErrors
        partial.hits += later.hits
    }
}
