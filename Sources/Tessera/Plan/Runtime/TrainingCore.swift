/// A training step engine, independent of the types of the model and the precision: computes loss and gradients of the
/// next rows and applies the optimizer step that follows. This base class does nothing.
package class TrainingCore {
    private let state: any TrainingState

    init(_ state: some TrainingState) {
        self.state = state
    }

    /// The state that steps change; valid until the next step.
    package var snapshot: ParameterSnapshot { state.snapshot }

    /// Restores a snapshot. Returns false, and changes nothing, if its size is not that of this model.
    package func restore(_ snapshot: ParameterSnapshot) -> Bool { state.restore(snapshot) }

    /// Begins an epoch, skipping its first `steps` steps; seed and stream determine the order of its rows.
    package func startEpoch(seed: UInt64, stream: UInt64, after steps: Int) throws {}

    /// Computes loss and gradients over the next rows of the epoch. Returns their number; 0 at the end of the epoch.
    package func step() throws -> Int { 0 }

    /// The loss of the last step.
    package var loss: Double { .nan }

    /// The gradient of the last step, flattened, if that step used all rows; else empty.
    package var gradient: [Double] { [] }

    /// Applies an optimizer step with the gradients of the last step; updates are numbered from 1.
    package func update(_ rule: UpdateRule, number: Int) {}

    /// The number of epochs, of one step each, that `runEpochs` should run per call; 0 if it is not supported. Batching
    /// saves the overhead between epochs, which dominates on small data.
    package var epochsAtOnce: Int { 0 }

    /// Runs as many epochs as `losses` has elements, and writes the loss of each.
    package func runEpochs(
        _ rule: UpdateRule, after updates: Int, _ losses: UnsafeMutableBufferPointer<Double>
    ) throws {}

    /// Whether every parameter is a number and finite.
    package var areFinite: Bool { state.areFinite }
}

/// A training step engine in which every step uses all rows (full-batch training).
final class FullBatchCore<Scalar: RealScalar>: TrainingCore {
    private let run: PlanRun<Scalar>
    private let source: any RowSource<Scalar>
    private let table: RowTable<Scalar>?
    private let parameters: FlatParameters<Scalar>
    private let rowCount: Int
    private var isDone = false

    init(_ run: PlanRun<Scalar>, _ source: any RowSource<Scalar>, _ parameters: FlatParameters<Scalar>) {
        self.run = run
        self.source = source
        table = source.table
        self.parameters = parameters
        rowCount = source.rowCount
        super.init(parameters)
    }

    override func startEpoch(seed: UInt64, stream: UInt64, after steps: Int) throws {
        isDone = steps > 0
        if table == nil { try source.check() }
    }

    override func step() throws -> Int {
        if isDone { return 0 }
        isDone = true
        try run.step()
        return rowCount
    }

    override var loss: Double { run.loss.scalarValue }
    override var gradient: [Double] { parameters.numbers(run.gradients) }
    override func update(_ rule: UpdateRule, number: Int) {
        parameters.update(rule, step: number, run.gradients)
    }

    override var epochsAtOnce: Int { table != nil && run.isQuick ? 64 : 0 }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    override func runEpochs(
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
    package func core(over source: some RowSource<Scalar>, batchSize: Int) throws(PlanError) -> TrainingCore {
        if batchSize >= source.rowCount { return FullBatchCore(try run(over: source), source, parameters) }
        let last = source.rowCount % batchSize
        return BatchPipeline(
            source, size: batchSize, whole: try run(rows: batchSize),
            last: last == 0 ? nil : try run(rows: last), parameters, executor: executor)
    }

    /// Returns a full-batch step engine that continues from the parameters of mini-batch training; nil if the rows
    /// cannot be cut into tiles, so that a full batch would need memory that the caller did not ask for.
    package func wholeCore(over source: some RowSource<Scalar>, batchSize: Int) throws(PlanError) -> TrainingCore? {
        guard try isTiled(rows: batchSize), try isTiled(rows: source.rowCount) else { return nil }
        return FullBatchCore(try run(over: source), source, parameters)
    }
}
