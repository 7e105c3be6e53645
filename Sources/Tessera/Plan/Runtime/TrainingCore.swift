/// What a training loop does again and again, whatever the model and the precision: loss and gradients of the next rows,
/// and the update that follows.
package class TrainingCore {
    private let state: any TrainingState

    init(_ state: some TrainingState) {
        self.state = state
    }

    /// All that steps have changed; valid until the next step.
    package var snapshot: ParameterSnapshot { state.snapshot }

    /// Goes on from a snapshot. Returns false, and changes nothing, where it belongs to another model.
    package func restore(_ snapshot: ParameterSnapshot) -> Bool { state.restore(snapshot) }

    /// Begins an epoch after some of its steps; the order of its rows depends on seed and stream.
    package func startEpoch(seed: UInt64, stream: UInt64, after steps: Int) throws {}

    /// Loss and gradients over the next rows of the epoch; returns how many there were, 0 after the last.
    package func step() throws -> Int { 0 }

    /// The loss of the last step.
    package var loss: Double { .nan }

    /// The gradient of the last step where that saw all rows, one number for each parameter; empty where it did not.
    package var gradient: [Double] { [] }

    /// Moves the parameters along the gradients of the last step; updates are counted from 1.
    package func update(_ rule: UpdateRule, number: Int) {}

    /// How many epochs of one step each are worth running without a look at anything else between them; 0 where there is
    /// no such way.
    package var epochsAtOnce: Int { 0 }

    /// So many of those epochs; writes the loss of each.
    package func runEpochs(
        _ rule: UpdateRule, after updates: Int, _ losses: UnsafeMutableBufferPointer<Double>
    ) throws {}

    /// Whether every parameter is a number and finite.
    package var areFinite: Bool { state.areFinite }
}

/// Every step sees all rows.
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
    /// Steps over all rows at a time, or over mini-batches of so many.
    package func core(over source: some RowSource<Scalar>, batchSize: Int) throws(PlanError) -> TrainingCore {
        if batchSize >= source.rowCount { return FullBatchCore(try run(over: source), source, parameters) }
        let last = source.rowCount % batchSize
        return BatchPipeline(
            source, size: batchSize, whole: try run(rows: batchSize),
            last: last == 0 ? nil : try run(rows: last), parameters, executor: executor)
    }

    /// Steps over all rows from where those of mini-batches are; nil where all rows are one tile, whose memory nobody has
    /// asked for.
    package func wholeCore(over source: some RowSource<Scalar>, batchSize: Int) throws(PlanError) -> TrainingCore? {
        guard try isTiled(rows: batchSize), try isTiled(rows: source.rowCount) else { return nil }
        return FullBatchCore(try run(over: source), source, parameters)
    }
}
