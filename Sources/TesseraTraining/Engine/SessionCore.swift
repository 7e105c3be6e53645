import Tessera

/// The steps of a `TrainingSession`. It does not know the type of the model, so that its code is specialised and a step of
/// a small model costs little more than its arithmetic.
final class SessionCore<Scalar: RealScalar> {
    let state: TrainingState<Scalar>
    private(set) var updates = 0
    /// Whether the latest run holds a gradient.
    private(set) var hasGradient = false
    /// The run that was used last.
    private(set) var latest: PlanRun<Scalar>?
    private var latestRows = 0
    /// The runs for the latest numbers of rows.
    private var runs: [(rows: Int, run: PlanRun<Scalar>)] = []
    private static var maximumRuns: Int { 8 }
    private let rowShape: RowShape
    private let makeRun: (_ rows: Int) throws -> PlanRun<Scalar>
    private let backend = Backend.current

    /// - Parameter makeRun: returns a run for a number of rows on the parameters of the state.
    init(
        _ state: TrainingState<Scalar>, _ rowShape: RowShape,
        _ makeRun: @escaping (_ rows: Int) throws -> PlanRun<Scalar>
    ) {
        (self.state, self.rowShape, self.makeRun) = (state, rowShape, makeRun)
    }

    /// Computes loss and gradient over rows in memory. Returns the loss.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func computeGradient(of table: RowTable<Scalar>) throws -> Double {
        let run = try preparedRun(table.rowCount, table.rowShape)
        run.use(table: table)
        return try step(run)
    }

    /// Computes loss and gradient over rows that are read. Returns the loss.
    func computeGradient(ofRead rows: some RowSource<Scalar>) throws -> Double {
        let run = try preparedRun(rows.rowCount, rows.rowShape)
        try rows.check()
        run.use(rows)
        return try step(run)
    }

    @inline(__always)
    private func step(_ run: PlanRun<Scalar>) throws -> Double {
        // A batch whose memory is used again must not be kept.
        defer { run.forgetRows() }
        try backend.singleThreaded { try run.step() }
        hasGradient = true
        return run.lossValue()
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func update(learningRate: Double) {
        guard let latest else { return }
        updates += 1
        state.update(step: updates, learningRate: learningRate, latest.gradients)
    }

    /// Returns the run for a number of rows, made when it is first needed.
    @inline(__always)
    private func preparedRun(_ rows: Int, _ shape: RowShape) throws -> PlanRun<Scalar> {
        guard shape == rowShape else {
            throw TrainingError(.mismatched("a step takes \(rowShape); it is given \(shape)"))
        }
        hasGradient = false
        if latestRows != rows || latest == nil { try prepare(rows) }
        guard let latest else { preconditionFailure("a run has just been made") }
        latest.stop = StopFlag.current
        if let stop = latest.stop, stop.isSet { throw RowSourceError.stopped }
        return latest
    }

    private func prepare(_ rows: Int) throws {
        if rows < 1 { throw TrainingError(.noRows) }
        let run = try runs.first { $0.rows == rows }?.run ?? backend.run { try makeRun(rows) }
        runs.removeAll { $0.rows == rows }
        if runs.count == Self.maximumRuns { runs.removeFirst() }
        runs.append((rows, run))
        (latest, latestRows) = (run, rows)
    }
}
