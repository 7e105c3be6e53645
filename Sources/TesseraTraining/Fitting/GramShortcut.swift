import Tessera

/// Few rows are read in no time; and what a Gram matrix rounds away shows where the loss comes near 0, as it does for
/// small made-up tables.
private let leastRows = 4096

extension Layer {
    /// Trains from the Gram matrix of the rows where that gives the same as training on the rows: a linear layer, the
    /// mean squared error, all rows in every step, and enough epochs to make up for the Gram matrix, which costs as much
    /// as features / 8 of them. Nil where it does not.
    mutating func trainOnGram(
        _ rows: some RowSource<Scalar>, _ objective: Objective<Self>, _ options: TrainingOptions,
        _ executor: any TileExecutor, hasValidation: Bool, _ progress: ((TrainingProgress) -> Void)?
    ) throws -> TrainingHistory? {
        guard let linear = self as? Linear<Scalar>, objective.loss.kind == .squaredError, let ridges = objective.ridges,
            options.batchSize ?? Int.max >= rows.rowCount, !hasValidation,
            rows.rowCount >= leastRows, options.epochs > 1 + rows.rowShape.features / 8,
            rows.rowShape.features <= 2048,
            linear.weight.shape == [rows.rowShape.features, rows.rowShape.targets]
        else { return nil }
        let core = try GramCore(
            over: rows, ridges: ridges,
            weight: Tensor<Double>(linear.weight), bias: linear.bias.map { Tensor<Double>($0) }, on: executor)
        var loop = TrainingLoop(
            self, objective, options, rows: rows.rowCount, batchSize: rows.rowCount, rounding: Double.ulpOfOne)
        let history = try loop.run(core, whole: { core }, validate: nil, progress)
        let trained = Linear(weight: Tensor<Scalar>(core.weight), bias: core.bias.map { Tensor<Scalar>($0) })
        if let trained = trained as? Self { self = trained }
        return history
    }
}
