import Tessera

/// The number of rows from which the Gram matrix is used. Fewer rows are read quickly anyway; and the rounding errors
/// of a Gram matrix become visible where the loss comes near 0, as it does for small synthetic tables.
private let minimumRows = 4096

extension Layer {
    /// Trains from the Gram matrix XᵀX of the rows where that is equivalent to training on the rows and faster.
    ///
    /// This is the case for a linear layer, an update rule, the mean squared error, an L2 penalty or none, all rows in
    /// every step, no validation rows, at least `minimumRows` rows, at most 2048 features, and enough epochs to pay for
    /// the Gram matrix, which costs as much as features / 8 of them.
    ///
    /// - Returns: nil, with nothing done, in all other cases.
    mutating func fitOnGram(
        _ rows: some RowSource<Scalar>, _ objective: Objective<Self>, _ optimizer: any Optimizer<Scalar>,
        _ options: TrainingOptions,
        _ executor: any TileExecutor, hasValidation: Bool, _ progress: ((TrainingProgress) -> Void)?,
        _ observe: EpochObserver<Self>?
    ) throws -> TrainingHistory? {
        guard let linear = self as? Linear<Scalar>, let rule = optimizer.rule,
            objective.loss.kind == .squaredError, let l2Penalties = objective.l2Penalties,
            options.batchSize ?? Int.max >= rows.rowCount, !hasValidation,
            rows.rowCount >= minimumRows, options.epochs > 1 + rows.rowShape.features / 8,
            rows.rowShape.features <= 2048,
            linear.weight.shape == [rows.rowShape.features, rows.rowShape.targets]
        else { return nil }
        let engine = try GramEngine(
            over: rows, l2Penalties: l2Penalties,
            weight: Tensor<Double>(linear.weight), bias: linear.bias.map { Tensor<Double>($0) }, rule,
            options.clipping, on: executor)
        var loop = TrainingLoop(
            self, objective, optimizer, options, rows: rows.rowCount, batchSize: rows.rowCount,
            rounding: Double.ulpOfOne)
        let trained = {
            Linear(weight: Tensor<Scalar>(engine.weight), bias: engine.bias.map { Tensor<Scalar>($0) }) as? Self
        }
        let history = try loop.run(
            engine, whole: { engine }, validate: nil, progress,
            observe.map { [self] observe in
                { (report: inout EpochReport) in observe(&report) { trained() ?? self } }
            })
        if let trained = trained() { self = trained }
        return history
    }
}
