/// The loss of a plan over all rows as a function of the parameters' numbers, one after another in double precision.
package final class FlatObjective<Model: Parameterized> {
    package typealias Scalar = Model.Scalar

    private let session: PlanSession<Model>
    private let run: PlanRun<Scalar>
    private let source: any RowSource<Scalar>
    private let kernels = Backend.current.kernels
    private let model: Model

    package init(
        _ plan: Plan<Model>, _ model: Model, over source: some RowSource<Scalar>, on executor: any TileExecutor
    ) throws {
        self.model = model
        self.source = source
        session = try PlanSession(plan, model, on: executor)
        run = try session.run(over: source)
    }

    /// The numbers of a model.
    package static func numbers(_ model: Model) -> [Double] {
        model.parameters.flatMap { $0.scalars.map(\.scalarValue) }
    }

    /// The model with these numbers.
    package func model(at point: [Double]) -> Model {
        var next = 0
        return model.mappingParameters { parameter in
            defer { next += parameter.count }
            return Tensor(point[next..<next + parameter.count].map { Scalar(scalarValue: $0) }, shape: parameter.shape)
        }
    }

    /// The loss and its gradient.
    package func valueAndGradient(at point: [Double]) throws -> (value: Double, gradient: [Double]) {
        session.parameters.load(model(at: point).parameters)
        try source.check()
        try kernels.withoutThreads { try run.step() }
        return (run.loss.scalarValue, Self.numbers(session.gradient(of: run)))
    }
}
