import Tessera

/// The engine of full-batch training: every step uses all rows.
final class FullBatchEngine<Scalar: RealScalar>: TrainingEngine {
    private let run: PlanRun<Scalar>
    private let source: any RowSource<Scalar>
    private let table: RowTable<Scalar>?
    let state: TrainingState<Scalar>
    private let rowCount: Int
    private var isDone = false

    init(_ run: PlanRun<Scalar>, _ source: any RowSource<Scalar>, _ state: TrainingState<Scalar>) {
        self.run = run
        self.source = source
        table = source.table
        self.state = state
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

    var loss: Double { run.lossValue() }
    var gradient: [Double] { state.parameters.numbers(run.gradients) }
    func update(number: Int, learningRate: Double) {
        state.update(step: number, learningRate: learningRate, run.gradients)
    }

    /// The fewer operations a step takes, the more steps, so that a cancellation is noticed within about a millisecond.
    var epochsPerCall: Int { table != nil && run.isQuick ? min(1024, max(64, (1 << 20) / max(1, run.work))) : 0 }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func runEpochs(
        learningRate: Double, after updates: Int, _ losses: UnsafeMutableBufferPointer<Double>
    ) throws {
        let gradients = run.gradients
        let steps = state.steps(after: updates, losses.count, learningRate: learningRate, gradients)
        if let steps { return try run.descend(steps.kernel, steps.step, steps.coefficients, losses) }
        for index in losses.indices {
            try run.step()
            losses[index] = run.lossValue()
            state.update(step: updates + index + 1, learningRate: learningRate, gradients)
        }
    }
}
