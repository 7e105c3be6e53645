import Tessera

/// The engine of a training loop, independent of the type of the model: it computes loss and gradients of the next rows
/// and applies the optimizer step that follows.
protocol TrainingEngine<Scalar>: AnyObject {
    associatedtype Scalar: RealScalar

    /// The parameters, and what an optimizer keeps for each.
    var state: TrainingState<Scalar> { get }

    /// Begins an epoch, skipping its first `steps` steps; seed and stream determine the order of its rows.
    func startEpoch(seed: UInt64, stream: UInt64, after steps: Int) throws

    /// Computes loss and gradients over the next rows of the epoch. Returns their number; 0 at the end of the epoch.
    func step() throws -> Int

    /// The loss of the last step.
    var loss: Double { get }

    /// The gradient of the last step, flattened, if that step used all rows; else empty.
    var gradient: [Double] { get }

    /// Applies an optimizer step with the gradients of the last step; updates are numbered from 1.
    func update(number: Int, learningRate: Double)

    /// The number of epochs, of one step each, that `runEpochs` should run per call; 0 if it is not supported. Batching
    /// saves the overhead between epochs, which dominates on small data.
    var epochsPerCall: Int { get }

    /// Runs as many epochs as `losses` has elements, and writes the loss of each. All have the
    /// same learning rate.
    func runEpochs(
        learningRate: Double, after updates: Int, _ losses: UnsafeMutableBufferPointer<Double>
    ) throws

    /// Whether every parameter is a number and finite.
    var areFinite: Bool { get }
}

extension TrainingEngine {
    /// The state that steps change; valid until the next step.
    var snapshot: ParameterSnapshot { state.snapshot }

    /// Restores a snapshot. Returns false, and changes nothing, if its size is not that of this model.
    func restore(_ snapshot: ParameterSnapshot) -> Bool { state.restore(snapshot) }

    /// The number of values per parameter that the optimizer keeps once it has made a step; nil if it is not known.
    var stateCount: Int? { state.stateCount }

    var gradient: [Double] { [] }
    var epochsPerCall: Int { 0 }
    var areFinite: Bool { state.areFinite }

    func runEpochs(
        learningRate: Double, after updates: Int, _ losses: UnsafeMutableBufferPointer<Double>
    ) throws {
        preconditionFailure("epochs are run in one call only where epochsPerCall is above 0")
    }
}

extension Plan {
    /// Returns an engine for mini-batches of `batchSize` rows, or for full batches if there are no more rows.
    ///
    /// - Throws: `PlanError` if the rows do not match the plan or the loss cannot be compiled.
    func engine(
        over source: some RowSource<Scalar>, batchSize: Int, _ state: TrainingState<Scalar>
    ) throws(PlanError) -> any TrainingEngine {
        if batchSize >= source.rowCount { return try fullBatchEngine(over: source, state) }
        let last = source.rowCount % batchSize
        return MiniBatchEngine(
            source, size: batchSize, whole: try run(rows: batchSize, state.parameters, on: state.executor),
            last: last == 0 ? nil : try run(rows: last, state.parameters, on: state.executor), state)
    }

    /// Returns an engine whose steps use all rows, whatever the batches of the training are.
    func fullBatchEngine(
        over source: some RowSource<Scalar>, _ state: TrainingState<Scalar>
    ) throws(PlanError) -> any TrainingEngine {
        FullBatchEngine(try run(over: source, state.parameters, on: state.executor), source, state)
    }
}
