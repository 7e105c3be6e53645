/// What a training loop runs, independent of the types of the model and the precision: computes loss and gradients of the
/// next rows and applies the optimizer step that follows.
package protocol TrainingEngine: AnyObject {
    /// The parameters, and what an optimizer keeps for each.
    var state: any TrainingState { get }

    /// Begins an epoch, skipping its first `steps` steps; seed and stream determine the order of its rows.
    func startEpoch(seed: UInt64, stream: UInt64, after steps: Int) throws

    /// Computes loss and gradients over the next rows of the epoch. Returns their number; 0 at the end of the epoch.
    func step() throws -> Int

    /// The loss of the last step.
    var loss: Double { get }

    /// The gradient of the last step, flattened, if that step used all rows; else empty.
    var gradient: [Double] { get }

    /// Applies an optimizer step with the gradients of the last step; updates are numbered from 1.
    func update(_ rule: UpdateRule, number: Int)

    /// The number of epochs, of one step each, that `runEpochs` should run per call; 0 if it is not supported. Batching
    /// saves the overhead between epochs, which dominates on small data.
    var epochsPerCall: Int { get }

    /// Runs as many epochs as `losses` has elements, and writes the loss of each.
    func runEpochs(_ rule: UpdateRule, after updates: Int, _ losses: UnsafeMutableBufferPointer<Double>) throws

    /// Whether every parameter is a number and finite.
    var areFinite: Bool { get }
}

extension TrainingEngine {
    /// The state that steps change; valid until the next step.
    package var snapshot: ParameterSnapshot { state.snapshot }

    /// Restores a snapshot. Returns false, and changes nothing, if its size is not that of this model.
    package func restore(_ snapshot: ParameterSnapshot) -> Bool { state.restore(snapshot) }

    package var gradient: [Double] { [] }
    package var epochsPerCall: Int { 0 }
    package var areFinite: Bool { state.areFinite }

    package func runEpochs(
        _ rule: UpdateRule, after updates: Int, _ losses: UnsafeMutableBufferPointer<Double>
    ) throws {
        preconditionFailure("epochs are run in one call only where epochsPerCall is above 0")
    }
}

/// A training step engine in which every step uses all rows (full-batch training).
final class FullBatchEngine<Scalar: RealScalar>: TrainingEngine {
    private let run: PlanRun<Scalar>
    private let source: any RowSource<Scalar>
    private let table: RowTable<Scalar>?
    private let parameters: FlatParameters<Scalar>
    private let rowCount: Int
    private var isDone = false

    var state: any TrainingState { parameters }

    init(_ run: PlanRun<Scalar>, _ source: any RowSource<Scalar>, _ parameters: FlatParameters<Scalar>) {
        self.run = run
        self.source = source
        table = source.table
        self.parameters = parameters
        rowCount = source.rowCount
    }

    func startEpoch(seed: UInt64, stream: UInt64, after steps: Int) throws {
        isDone = steps > 0
        if table == nil { try source.check() }
    }

    func step() throws -> Int {
        if isDone { return 0 }
        isDone = true
        try run.step()
        return rowCount
    }

    var loss: Double { run.loss.scalarValue }
    var gradient: [Double] { parameters.numbers(run.gradients) }
    func update(_ rule: UpdateRule, number: Int) {
        parameters.update(rule, step: number, run.gradients)
    }

    var epochsPerCall: Int { table != nil && run.isQuick ? 64 : 0 }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func runEpochs(
        _ rule: UpdateRule, after updates: Int, _ losses: UnsafeMutableBufferPointer<Double>
    ) throws {
        let (gradients, parameters) = (run.gradients, parameters)
        if let descent = parameters.descent(rule, gradients) { return try run.descend(descent, losses) }
        try run.steps(losses) { parameters.update(rule, step: updates + $0 + 1, gradients) }
    }
}

extension PlanSession {
    /// Returns a step engine for mini-batches of `batchSize` rows, or for full batches if there are no more rows.
    ///
    /// - Throws: `PlanError` if the rows do not match the plan or the loss cannot be compiled.
    package func engine(over source: some RowSource<Scalar>, batchSize: Int) throws(PlanError) -> any TrainingEngine {
        if batchSize >= source.rowCount { return FullBatchEngine(try run(over: source), source, parameters) }
        let last = source.rowCount % batchSize
        return BatchPipeline(
            source, size: batchSize, whole: try run(rows: batchSize),
            last: last == 0 ? nil : try run(rows: last), parameters, executor: executor)
    }

    /// Returns a full-batch step engine that continues from the parameters of mini-batch training; nil if the rows
    /// cannot be cut into tiles, so that a full batch would need memory that the caller did not ask for.
    package func fullBatchEngine(over source: some RowSource<Scalar>, batchSize: Int) throws(PlanError) -> (
        any TrainingEngine
    )? {
        guard try isTiled(rows: batchSize), try isTiled(rows: source.rowCount) else { return nil }
        return FullBatchEngine(try run(over: source), source, parameters)
    }
}
