import Tessera

/// The loss of a plan over all rows as a function of a flat vector: the elements of all parameters, concatenated in
/// double precision.
final class FlatObjective<Model: Parameterized> {
    typealias Scalar = Model.Scalar

    private let parameters: FlatParameters<Scalar>
    private let run: PlanRun<Scalar>
    private let source: any RowSource<Scalar>
    private let model: Model

    /// - Throws: `PlanError` if the shapes of the model or the rows are not those of the plan.
    init(
        _ plan: Plan<Model>, _ model: Model, over source: some RowSource<Scalar>, on executor: any TileExecutor
    ) throws {
        self.model = model
        self.source = source
        parameters = try plan.flatParameters(of: model)
        run = try plan.run(over: source, parameters, on: executor)
    }

    /// Returns the loss at a flat vector and its gradient, of the same length.
    func valueAndGradient(at point: [Double]) throws -> (value: Double, gradient: [Double]) {
        parameters.load(model.replacingNumbers(by: point).parameters)
        try source.check()
        try Backend.current.singleThreaded { try run.step() }
        return (run.lossValue(), parameters.numbers(run.gradients))
    }
}

extension Parameterized {
    /// The elements of all parameters as a flat vector.
    var flatNumbers: [Double] { parameters.flatMap { $0.scalars.map(\.scalarValue) } }

    /// Returns the model with the parameters of a flat vector.
    func replacingNumbers(by point: [Double]) -> Self {
        var next = 0
        return mappingParameters { parameter in
            defer { next += parameter.count }
            return Tensor(point[next..<next + parameter.count].map { Scalar(scalarValue: $0) }, shape: parameter.shape)
        }
    }
}
