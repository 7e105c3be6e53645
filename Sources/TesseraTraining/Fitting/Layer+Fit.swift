public import Tessera

extension Layer {
    /// Trains this model on the rows of a source; afterwards it holds the last parameters.
    ///
    /// The loss is traced once and compiled to a `Plan`. The result depends neither on the number of workers nor on
    /// where the rows come from.
    ///
    /// - Parameters:
    ///   - validation: rows whose loss is computed after each epoch and not trained on.
    ///   - progress: called after each update.
    ///   - penalty: a regularisation term added to the loss of every batch; made of tensor operations, as it is traced
    ///     too.
    /// - Throws: `TrainingError.divergedNonFinite` as soon as the loss or a parameter is not finite; `mismatched` for
    ///   rows whose width does not match the model, as far as its layers know it, see `Layer.outputs(forInputs:)`;
    ///   `noRows`, `invalidWeight`, `weightsAllZero`, `invalidOption`, `memory`, `rows`, `plan`, and `otherTraining`
    ///   for a checkpoint of another run.
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

    /// Checks that the rows have as many features as the model has inputs, and as many targets as it has outputs.
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

/// The objective that training minimises: a loss and a penalty.
struct Objective<Model: Layer>: Sendable {
    let loss: Loss<Model.Scalar>
    let penalty: (@Sendable (Model) -> Tensor<Model.Scalar>)?
    /// For an L2 penalty Σ λⱼ wⱼ² on the weights of a linear layer, the λⱼ, one for each feature; empty for no penalty;
    /// nil for any other penalty.
    let ridges: [Double]?
    /// The standardisation of the rows' columns; nil if there is none.
    var standardization: Standardization?
    /// The factor that converts the loss to the units of the rows before standardisation.
    var unit = 1.0

    /// Describes what the shapes of the parameters do not, such as the activation; checkpoints are compared by it.
    var note = ""

    var isStandardized: Bool { standardization != nil }

    /// Returns the loss of a batch with the penalty.
    func value(_ model: Model, _ batch: RowBatch<Model.Scalar>) -> Tensor<Model.Scalar> {
        let loss = unpenalised(model, batch)
        return penalty.map { loss + $0(model) } ?? loss
    }

    /// Returns the loss of a batch without the penalty.
    func unpenalised(_ model: Model, _ batch: RowBatch<Model.Scalar>) -> Tensor<Model.Scalar> {
        loss.value(model(batch.features), batch)
    }
}

extension RowSource {
    /// Checks that validation rows exist and are as wide as the training rows.
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
