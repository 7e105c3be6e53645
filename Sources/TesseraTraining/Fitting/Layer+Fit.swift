public import Tessera
internal import TesseraModels

extension Layer {
    /// Trains this model on the rows of a source; afterwards it holds the last parameters.
    ///
    /// The loss is traced once and compiled to a `Plan`. The result depends neither on the number of workers nor on
    /// where the rows come from.
    ///
    /// It keeps the calling thread until the training ends. In a task, which runs on one of the few threads of Swift's
    /// cooperative pool, call `fitted` instead, or `fit` in `withDedicatedThread`: a server whose tasks train otherwise
    /// answers nothing meanwhile.
    ///
    /// - Parameters:
    ///   - rows: the features, targets and weights.
    ///   - loss: the loss to minimise, averaged over the rows.
    ///   - optimizer: takes the steps, from parameters without state; a value of it that has been used begins anew.
    ///   - options: epochs, batch size and what else can be chosen.
    ///   - validation: rows whose loss is computed after each epoch and not trained on.
    ///   - progress: called after each update.
    ///   - penalty: a regularisation term added to the loss of every batch; made of tensor operations, as it is traced
    ///     too.
    ///   - onEpoch: called after each epoch, with its losses and the model on demand; it may end the run.
    /// - Throws: `TrainingError` as soon as the loss or a parameter is not finite; for rows whose width does not match the
    ///   model, as far as its layers know it, see `Layer.outputs(forInputs:)`; if there are no rows, their weights cannot be
    ///   used, they cannot be read or do not fit in memory; for an option out of its range, a loss that cannot be compiled
    ///   to a plan, and a checkpoint of another run.
    @discardableResult
    public mutating func fit(
        _ rows: some RowSource<Scalar>, loss: Loss<Scalar>, optimizer: any Optimizer<Scalar> = SGD(),
        options: TrainingOptions = TrainingOptions(),
        validation: (any RowSource<Scalar>)? = nil, progress: ((TrainingProgress) -> Void)? = nil,
        penalty: (@Sendable (Self) -> Tensor<Scalar>)? = nil,
        onEpoch: ((inout TrainingEpoch<Self>) -> Void)? = nil
    ) throws(TrainingError) -> TrainingHistory {
        try options.checkForEstimatorsOnly()
        let objective = Objective<Self>(loss: loss, penalty: penalty, l2Penalties: penalty == nil ? [] : nil)
        return try train(
            rows, objective, optimizer, options: options, validation: validation, progress: progress,
            observe: observer(onEpoch) { $0 })
    }

    /// Checks that the rows have as many features as the model has inputs, and as many targets as it has outputs.
    private func check(_ rows: RowShape, for loss: Loss<Scalar>) throws(TrainingError) {
        guard let outputs = try outputs(forInputs: rows.features), loss.kind != .custom else { return }
        guard outputs == rows.targets else {
            throw TrainingError(
                .mismatched(
                    "the model has \(counted(outputs, "output")), the rows have \(counted(rows.targets, "target")); the "
                        + "\(loss.kind.rawValue) needs as many"))
        }
    }

    /// Trains this model.
    ///
    /// - Parameter executor: the workers that the caller has made from the options already; nil makes them.
    mutating func train(
        _ rows: some RowSource<Scalar>, _ objective: Objective<Self>, _ optimizer: any Optimizer<Scalar>,
        options: TrainingOptions, on executor: (any TileExecutor)? = nil,
        validation: (any RowSource<Scalar>)?, progress: ((TrainingProgress) -> Void)?, observe: EpochObserver<Self>?
    ) throws(TrainingError) -> TrainingHistory {
        let optimizer = try options.checked(optimizer)
        try options.checkPatience(hasValidation: validation != nil)
        if rows.rowCount < 1 { throw TrainingError(.noRows) }
        try check(rows.rowShape, for: objective.loss)
        try rows.checkWeights()
        try validation?.checkShape(rows.rowShape)
        try validation?.checkWeights()
        try TrainingMemory.requireRows(rows, options)
        let executor = if let executor { executor } else { try options.makeExecutor() }
        let stop = StopFlag(with: StopFlag.current, options.cancellation?.flag)
        return try TrainingError.translating {
            do {
                return try stop.run {
                    try fitOnGram(
                        rows, objective, optimizer, options, executor, hasValidation: validation != nil, progress,
                        observe)
                        ?? fitOnPlan(rows, objective, optimizer, options, executor, validation, progress, observe)
                }
            } catch  where error.meansStop {
                return TrainingHistory(cancelledBefore: options.checkpoint)
            }
        }
    }

    /// Trains on the rows by a compiled plan of the objective.
    private mutating func fitOnPlan(
        _ rows: some RowSource<Scalar>, _ objective: Objective<Self>, _ optimizer: any Optimizer<Scalar>,
        _ options: TrainingOptions,
        _ executor: any TileExecutor, _ validation: (any RowSource<Scalar>)?, _ progress: ((TrainingProgress) -> Void)?,
        _ observe: EpochObserver<Self>?
    ) throws -> TrainingHistory {
        let model = self
        let batchSize = min(options.batchSize ?? rows.rowCount, rows.rowCount)
        let plan = try Plan(for: model, rows: rows.rowShape) { objective.value($0, $1) }
        let state = TrainingState(
            try plan.flatParameters(of: model), like: model, optimizer, options.clipping, executor)
        let engine = try plan.engine(over: rows, batchSize: batchSize, state)
        /// Makes an engine that continues on all rows; nil if these cannot be cut into tiles, so that a full batch
        /// would need memory that the caller did not ask for.
        func wholeEngine() throws -> (any TrainingEngine)? {
            if batchSize == rows.rowCount { return engine }
            guard try plan.isTiled(rows: batchSize), try plan.isTiled(rows: rows.rowCount) else { return nil }
            return try plan.fullBatchEngine(over: rows, state)
        }
        let validationLoss = try validation.map { try ValidationLoss(model, $0, objective, executor) }
        var loop = TrainingLoop(
            model, objective, optimizer, options, rows: rows.rowCount, batchSize: batchSize,
            rounding: Scalar.ulpOfOne.scalarValue)
        let history = try loop.run(
            engine, whole: wholeEngine,
            validate: validationLoss.map { loss in { try loss.value(at: state.parameters.model(like: model)) } },
            progress,
            observe.map { observe in
                { (report: inout EpochReport) in observe(&report) { state.parameters.model(like: model) } }
            })
        self = state.parameters.model(like: model)
        return history
    }
}

extension RowSource {
    /// Checks that the case weights can be used, and that some are above 0.
    fileprivate func checkWeights() throws(TrainingError) {
        _ = try TrainingError.translating { try totalWeight() }
    }

    /// Checks that validation rows exist and are as wide as the training rows.
    func checkShape(_ training: RowShape) throws(TrainingError) {
        if rowCount < 1 { throw TrainingError(.noRows) }
        guard rowShape.features == training.features else {
            throw TrainingError(
                .mismatched(
                    "the validation rows have \(rowShape.features) features, the training rows \(training.features)"))
        }
        guard rowShape.targets == training.targets else {
            throw TrainingError(
                .mismatched(
                    "the validation rows have \(rowShape.targets) targets, the training rows \(training.targets)"))
        }
    }
}
