public import Tessera

extension Layer {
    /// Trains this model on the rows of a source; it holds the last parameters afterwards.
    ///
    /// The loss is traced once and compiled to a `Plan`; the result does not depend on the number of workers, nor on
    /// where the rows come from.
    ///
    /// - Parameters:
    ///   - validation: rows whose loss is computed after each epoch and not trained on.
    ///   - progress: called after each update.
    ///   - penalty: added to the loss of every batch, as for regularisation; made of operations, as it is traced too.
    /// - Throws: `TrainingError.divergedNonFinite` as soon as the loss or a parameter is not finite; `mismatched` for rows of
    ///   another width than the model takes, as far as its layers know it, see `Layer.outputs(forInputs:)`.
    @discardableResult
    public mutating func fit(
        _ rows: some RowSource<Scalar>, loss: Loss<Scalar>, options: TrainingOptions = TrainingOptions(),
        validation: (any RowSource<Scalar>)? = nil, progress: ((TrainingProgress) -> Void)? = nil,
        penalty: (@Sendable (Self) -> Tensor<Scalar>)? = nil
    ) throws(TrainingError) -> TrainingHistory {
        try options.checkForEstimatorsOnly()
        let objective = Objective<Self>(loss: loss, penalty: penalty, ridges: penalty == nil ? [] : nil)
        return try train(rows, objective, options: options, validation: validation, progress: progress)
    }

    /// Whether rows have the features that this model takes, and the targets that the loss compares its outputs with.
    private func check(_ rows: RowShape, for loss: Loss<Scalar>) throws(TrainingError) {
        guard let outputs = try outputs(forInputs: rows.features), loss.kind != .custom else { return }
        guard outputs == rows.targets else {
            throw .mismatched(
                "the model has \(counted(outputs, "output")), the rows have \(counted(rows.targets, "target")); the "
                    + "\(loss.kind.rawValue) needs as many")
        }
    }

    mutating func train(
        _ rows: some RowSource<Scalar>, _ objective: Objective<Self>, options: TrainingOptions,
        validation: (any RowSource<Scalar>)?, progress: ((TrainingProgress) -> Void)?
    ) throws(TrainingError) -> TrainingHistory {
        try options.check()
        if rows.rowCount < 1 { throw .noRows }
        try check(rows.rowShape, for: objective.loss)
        _ = try rows.totalWeight()
        try validation?.checkShape(rows.rowShape)
        _ = try validation?.totalWeight()
        try TrainingMemory.requireRows(rows, options)
        let executor = try options.makeExecutor()
        return try TrainingError.translating {
            if let history = try trainOnGram(
                rows, objective, options, executor, hasValidation: validation != nil, progress)
            {
                return history
            }
            var trainer = try Trainer(self, rows, objective, options, executor)
            let history = try trainer.run(validation: validation, progress: progress)
            self = trainer.model
            return history
        }
    }
}

/// What training makes small.
struct Objective<Model: Layer>: Sendable {
    let loss: Loss<Model.Scalar>
    let penalty: (@Sendable (Model) -> Tensor<Model.Scalar>)?
    /// Where the penalty is that of a linear layer's squared weights: how much each feature's count; empty for none.
    let ridges: [Double]?
    /// Of the columns of the rows.
    var standardization: Standardization?
    /// What the loss is multiplied with to be in the units of the rows as they were given.
    var unit = 1.0

    /// What the parameters alone do not tell of the model, such as the function between its layers.
    var note = ""

    var isStandardized: Bool { standardization != nil }

    func value(_ model: Model, _ batch: RowBatch<Model.Scalar>) -> Tensor<Model.Scalar> {
        let value = unpenalised(model, batch)
        return penalty.map { value + $0(model) } ?? value
    }

    func unpenalised(_ model: Model, _ batch: RowBatch<Model.Scalar>) -> Tensor<Model.Scalar> {
        loss.value(model(batch.features), batch)
    }
}

extension RowSource {
    func checkShape(_ training: RowShape) throws(TrainingError) {
        if rowCount < 1 { throw .noRows }
        guard rowShape.features == training.features else {
            throw .mismatched(
                "the validation rows have \(rowShape.features) features, the training rows \(training.features)")
        }
        guard rowShape.targets == training.targets else {
            throw .mismatched(
                "the validation rows have \(rowShape.targets) targets, the training rows \(training.targets)")
        }
    }
}
