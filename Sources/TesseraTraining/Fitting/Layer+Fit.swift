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
    /// - Throws: `TrainingError.divergedNonFinite` as soon as the loss or a parameter is not finite.
    @discardableResult
    public mutating func fit(
        _ rows: some RowSource<Scalar>, loss: Loss<Scalar>, options: TrainingOptions = TrainingOptions(),
        validation: (any RowSource<Scalar>)? = nil, progress: ((TrainingProgress) -> Void)? = nil,
        penalty: (@Sendable (Self) -> Tensor<Scalar>)? = nil
    ) throws(TrainingError) -> TrainingHistory {
        try options.checkForEstimatorsOnly()
        let objective = Objective<Self>(loss: loss, penalty: penalty, ridge: penalty == nil ? 0 : nil, scaling: nil)
        return try train(rows, objective, options: options, validation: validation, progress: progress)
    }

    mutating func train(
        _ rows: some RowSource<Scalar>, _ objective: Objective<Self>, options: TrainingOptions,
        validation: (any RowSource<Scalar>)?, progress: ((TrainingProgress) -> Void)?
    ) throws(TrainingError) -> TrainingHistory {
        try options.check()
        if rows.rowCount < 1 { throw .noRows }
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
    /// What the penalty is where it is so much times the sum of the squared weights of a linear layer.
    let ridge: Double?
    /// Applied to the features of every batch.
    var scaling: Standardization<Model.Scalar>?
    /// Applied to the targets of every batch.
    var targetScaling: Standardization<Model.Scalar>?

    /// What the parameters alone do not tell of the model, such as the function between its layers.
    var note = ""

    /// Runs of another identity cannot go on from each other's checkpoints.
    func identity(_ model: Model, _ options: TrainingOptions) -> String {
        let shapes = model.parameters.map { "\($0.shape)" }.joined(separator: " ")
        let scale = scaling == nil ? "as given" : "standardised"
        return "parameters \(shapes)\(note.isEmpty ? "" : " with \(note)"), \(loss.kind.rawValue), features \(scale), "
            + "\(options.method)"
    }

    func value(_ model: Model, _ batch: RowBatch<Model.Scalar>) -> Tensor<Model.Scalar> {
        let value = unpenalised(model, batch)
        return penalty.map { value + $0(model) } ?? value
    }

    func unpenalised(_ model: Model, _ batch: RowBatch<Model.Scalar>) -> Tensor<Model.Scalar> {
        let features = scaling?.apply(batch.features) ?? batch.features
        let targets = targetScaling?.apply(batch.targets) ?? batch.targets
        return loss.value(model(features), RowBatch(features: features, targets: targets, weights: batch.weights))
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
