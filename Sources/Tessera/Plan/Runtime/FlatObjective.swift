/// The loss of a plan over all rows as a function of a flat vector: the elements of all parameters, concatenated in
/// double precision.
package final class FlatObjective<Model: Parameterized> {
    package typealias Scalar = Model.Scalar

    private let session: PlanSession<Model>
    private let run: PlanRun<Scalar>
    private let source: any RowSource<Scalar>
    private let kernels = Backend.current.kernels
    private let model: Model

    /// - Throws: `PlanError` if the shapes of the model or the rows are not those of the plan.
    package init(
        _ plan: Plan<Model>, _ model: Model, over source: some RowSource<Scalar>, on executor: any TileExecutor
    ) throws {
        self.model = model
        self.source = source
        session = try PlanSession(plan, model, on: executor)
        run = try session.run(over: source)
    }

    /// Returns the flat vector of a model.
    package static func numbers(_ model: Model) -> [Double] {
        model.parameters.flatMap { $0.scalars.map(\.scalarValue) }
    }

    /// Returns the model with the parameters of a flat vector.
    package func model(at point: [Double]) -> Model {
        var next = 0
        return model.mappingParameters { parameter in
            defer { next += parameter.count }
            return Tensor(point[next..<next + parameter.count].map { Scalar(scalarValue: $0) }, shape: parameter.shape)
        }
    }

    /// Returns the loss at a flat vector and its gradient, of the same length.
    package func valueAndGradient(at point: [Double]) throws -> (value: Double, gradient: [Double]) {
        session.parameters.load(model(at: point).parameters)
        try source.check()
        try kernels.singleThreaded { try run.step() }
        return (run.loss.scalarValue, Self.numbers(session.gradient(of: run)))
    }
}
