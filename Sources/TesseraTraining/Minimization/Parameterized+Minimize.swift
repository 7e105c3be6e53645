public import Tessera
public import TesseraModels

extension Parameterized {
    /// Minimises a loss over all rows, starting from the current parameters.
    ///
    /// It keeps the calling thread until it ends; a task calls `minimized` instead.
    ///
    /// ```swift
    /// let minimum = try model.minimize(over: rows, method: .newton) { model, batch in
    ///     meanSquaredError(predicted: model(batch.features), expected: batch.targets)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - gradientTolerance: the minimisation has converged when the Euclidean norm of the gradient is at most this.
    ///     If rounding keeps the norm above, the minimisation ends at the best point: see `Minimum.ending` and
    ///     `Minimum.gradientNorm`.
    ///   - maximumIterations: the largest number of steps, at least 0.
    ///   - loss: maps the model and a batch of rows to a tensor of one element; made of tensor operations, see `Plan`.
    ///     For `.newton` it is differentiated twice.
    /// - Returns: the value, the norm of the gradient and the reason for the end; the model holds the parameters found.
    /// - Throws: `TrainingError` if the loss cannot be compiled to a plan for the rows, these cannot be read, the number
    ///   of iterations is negative, or the loss or its gradient is not finite at the start.
    @discardableResult
    public mutating func minimize(
        over rows: some RowSource<Scalar>, method: MinimizationMethod = .lbfgs(), gradientTolerance: Double = 1e-6,
        maximumIterations: Int = 1000, on executor: any TileExecutor = WorkerPool.shared,
        loss: @escaping @Sendable (Self, RowBatch<Scalar>) -> Tensor<Scalar>
    ) throws(TrainingError) -> Minimum {
        let model = self
        let (trained, minimum) = try TrainingError.translating {
            let plan = try Plan(for: model, rows: rows.rowShape, loss: loss)
            let objective = try FlatObjective(plan, model, over: rows, on: executor)
            let hessian = method == .newton ? try HessianProduct(model, rows, executor, loss) : nil
            let minimization = Minimization(
                method: method, gradientTolerance: gradientTolerance, maximumIterations: maximumIterations,
                hessianProduct: { try hessian?.product(at: $0, $1) ?? $1 })
            var function = CountedFunction(as: Scalar.self) { try objective.valueAndGradient(at: $0) }
            let (x, minimum) = try minimization.run(from: model.flatNumbers, &function)
            return (model.replacingNumbers(by: x), minimum)
        }
        self = trained
        return minimum
    }
}

extension Parameterized {
    /// Returns this model with the parameters that minimise a loss over all rows, as `minimize` finds them, with the same
    /// bits.
    ///
    /// The minimisation runs on a thread of its own, so that the tasks of the program go on meanwhile, and ends before the
    /// next tile of rows once the task is cancelled. The parameters are those of `minimize`.
    ///
    /// - Throws: `TrainingError`, as `minimize`; `CancellationError` if the task is cancelled.
    @concurrent
    public func minimized(
        over rows: some RowSource<Scalar>, method: MinimizationMethod = .lbfgs(), gradientTolerance: Double = 1e-6,
        maximumIterations: Int = 1000, on executor: any TileExecutor = WorkerPool.shared,
        loss: @escaping @Sendable (Self, RowBatch<Scalar>) -> Tensor<Scalar>
    ) async throws -> (model: Self, minimum: Minimum) {
        try await withDedicatedThread {
            var model = self
            let minimum = try model.minimize(
                over: rows, method: method, gradientTolerance: gradientTolerance, maximumIterations: maximumIterations,
                on: executor, loss: loss)
            return (model, minimum)
        }
    }
}

/// A model and a direction of the same shapes: the arguments of the directional derivative ∇f(model)·direction.
private struct DirectedModel<Model: Parameterized>: Parameterized {
    typealias Scalar = Model.Scalar

    var model: Model
    var direction: Model

    mutating func forEachParameter<Failure: Error>(
        _ body: (String, inout Tensor<Scalar>) throws(Failure) -> Void
    ) throws(Failure) {
        try model.forEachParameter(body)
        try direction.forEachParameter(body)
    }
}

/// Computes Hessian-vector products H·v = ∇(∇f·v), by differentiating the directional derivative.
private struct HessianProduct<Model: Parameterized> {
    private let objective: FlatObjective<DirectedModel<Model>>

    init(
        _ model: Model, _ rows: some RowSource<Model.Scalar>, _ executor: any TileExecutor,
        _ loss: @escaping @Sendable (Model, RowBatch<Model.Scalar>) -> Tensor<Model.Scalar>
    ) throws {
        let directed = DirectedModel(model: model, direction: model)
        let plan = try Plan(for: directed, rows: rows.rowShape) { directed, batch in
            let lossGradient = gradient(at: directed.model) { loss($0, batch) }
            return zip(lossGradient.parameters, directed.direction.parameters).reduce(Tensor(0)) {
                $0 + ($1.0 * $1.1).sum()
            }
        }
        objective = try FlatObjective(plan, directed, over: rows, on: executor)
    }

    /// Returns H(x)·v.
    func product(at x: [Double], _ v: [Double]) throws -> [Double] {
        Array(try objective.valueAndGradient(at: x + v).gradient.prefix(x.count))
    }
}
