public import Tessera

/// A training loop of one's own, at the speed of `fit`: the parameters, their gradients and the state of the optimizer stay
/// in place, and a step that has run before on as many rows allocates nothing.
///
/// ```swift
/// let session = try TrainingSession(model, rows: table.rowShape, optimizer: Adam()) { model, batch in
///     meanSquaredError(predicted: model(batch.features), expected: batch.targets)
/// }
/// for epoch in 0..<10 {
///     for batch in table.batches(of: 256, shuffledBy: 7, epoch: epoch) {
///         let loss = try session.step(batch)
///     }
/// }
/// model = session.model
/// ```
///
/// `step` is `computeGradient` followed by `update`; between the two `forEachParameter` lends the gradients, to be looked
/// at, added to or clipped. The loss is traced once for each number of rows, as by a `Plan`.
///
/// A session belongs to one task at a time. A step keeps the calling thread; a task of a server makes the session and its
/// loop in `withDedicatedThread`, where a step ends before the next tile once the task is cancelled.
public final class TrainingSession<Model: Parameterized> {
    /// The element type of the parameters and the rows.
    public typealias Scalar = Model.Scalar

    /// The learning rate of the next update: at first that of the optimizer.
    public var learningRate: Double
    /// The number of updates so far.
    public var updates: Int { core.updates }

    private let start: Model
    private let core: SessionCore<Model.Scalar>

    /// Creates a session that begins at the parameters of a model.
    ///
    /// - Parameters:
    ///   - model: the model; it is copied.
    ///   - rows: the shape of a row.
    ///   - optimizer: takes the steps, from parameters without state.
    ///   - clipping: bounds the gradient before each update; nil to take it as it is.
    ///   - executor: the workers that share the rows of a step.
    ///   - loss: maps the model and a batch to a tensor of one element; made of tensor operations, see `Plan`.
    /// - Throws: `TrainingError` for hyperparameters out of their range and a negative number of features or targets.
    public init(
        _ model: Model, rows: RowShape, optimizer: any Optimizer<Model.Scalar> = SGD(),
        clipping: GradientClipping? = nil, on executor: any TileExecutor = WorkerPool.shared,
        loss: @escaping @Sendable (Model, RowBatch<Model.Scalar>) -> Tensor<Model.Scalar>
    ) throws(TrainingError) {
        try optimizer.check()
        try clipping?.check()
        start = model
        learningRate = optimizer.learningRate
        core = try TrainingError.translating {
            let plan = try Plan(for: model, rows: rows, loss: loss)
            let parameters = try plan.flatParameters(of: model)
            let state = TrainingState(parameters, like: model, optimizer, clipping, executor)
            return SessionCore(state, rows) { try plan.run(rows: $0, parameters, on: executor) }
        }
    }

    /// The model with the current parameters, which are copied.
    public var model: Model { core.state.parameters.model(like: start) }

    /// Whether every parameter is a number and finite.
    public var isFinite: Bool { core.state.areFinite }

    /// Computes the loss and its gradient over some rows, and updates the parameters.
    ///
    /// - Returns: the loss before the update. If it is not finite, the learning rate is probably too large.
    /// - Throws: `TrainingError` for rows of another shape, or if they cannot be read; the parameters are then as they were.
    @discardableResult
    public func step(_ rows: some RowSource<Scalar>) throws(TrainingError) -> Double {
        let loss = try computeGradient(rows)
        core.update(learningRate: learningRate)
        return loss
    }

    /// Computes the loss and its gradient over some rows, and leaves the parameters as they are.
    ///
    /// - Returns: the loss.
    /// - Throws: what `step` throws.
    public func computeGradient(_ rows: some RowSource<Scalar>) throws(TrainingError) -> Double {
        do {
            if let table = rows.table { return try core.computeGradient(of: table) }
            return try core.computeGradient(ofRead: rows)
        } catch {
            throw TrainingError(converting: error)
        }
    }

    /// Updates the parameters by the gradient that is there. Stops the program if none has been computed.
    public func update() {
        precondition(core.hasGradient, "update: no gradient has been computed")
        core.update(learningRate: learningRate)
    }

    /// Calls `body` with each parameter, in the order of the model, and its gradient: their elements in row-major order,
    /// where they are. Both may be changed. Stops the program if no gradient has been computed.
    public func forEachParameter<Failure: Error>(
        _ body: (
            _ index: Int, _ parameter: inout MutableSpan<Scalar>, _ gradient: inout MutableSpan<Scalar>
        ) throws(Failure) -> Void
    ) throws(Failure) {
        guard core.hasGradient, let run = core.latest else {
            preconditionFailure("forEachParameter: no gradient has been computed")
        }
        let (parameters, gradients) = (core.state.parameters.base, run.gradients)
        for (index, slice) in core.state.parameters.slices.enumerated() {
            var parameter = UnsafeMutableBufferPointer(start: parameters + slice.offset, count: slice.count).mutableSpan
            var gradient = UnsafeMutableBufferPointer(start: gradients + slice.offset, count: slice.count).mutableSpan
            try body(index, &parameter, &gradient)
        }
    }
}
