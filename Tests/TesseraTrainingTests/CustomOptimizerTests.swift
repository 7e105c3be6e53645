import Tessera
import Testing

@testable import TesseraTraining

/// Momentum in tensor operations, as a user writes an optimizer.
private struct OwnMomentum: Optimizer {
    typealias Scalar = Double

    var learningRate = 0.05
    private var velocities: [Tensor<Double>] = []

    init() {}

    mutating func update<Model: Parameterized>(_ model: inout Model, along gradient: Model)
    where Model.Scalar == Double {
        if velocities.isEmpty { velocities = gradient.parameters.map { Tensor(zeros: $0.shape) } }
        velocities = zip(velocities, gradient.parameters).map { 0.9 * $0 + $1 }
        var index = 0
        model.forEachParameter { _, parameter in
            parameter = parameter - Tensor(learningRate) * velocities[index]
            index += 1
        }
    }
}

/// Optimizers of the user's own, and gradient clipping, in `fit`.
@Suite struct CustomOptimizerTests {
    private let data: RowTable<Double>

    init() throws {
        let x = Tensor<Double>(normal: [100, 3], seed: 1)
        data = try RowTable(features: x, targets: x.matmul(Tensor([[1.0], [-2], [3]])) + 1)
    }

    /// A learning rate of the options takes the place of the optimizer's, for a model of any kind and an estimator.
    @Test(arguments: OptimizerCase.all)
    func learningRatesOfOptionsReplaceTheOptimizers(_ optimizer: OptimizerCase) throws {
        var other = optimizer.make(Double.self)
        other.learningRate = 0.003
        var model = Linear<Double>(inputs: 3, outputs: 1, seed: 1)
        var expected = model
        let options = TrainingOptions(epochs: 5, batchSize: 32, learningRate: 0.003)
        try model.fit(data, loss: .meanSquaredError, optimizer: optimizer.make(Double.self), options: options)
        try expected.fit(
            data, loss: .meanSquaredError, optimizer: other, options: TrainingOptions(epochs: 5, batchSize: 32))
        #expect(model.weight.scalars == expected.weight.scalars)
        var (estimator, expectedEstimator) = (LinearRegression<Double>(), LinearRegression<Double>())
        try estimator.fit(data, optimizer: optimizer.make(Double.self), options: options)
        try expectedEstimator.fit(data, optimizer: other, options: TrainingOptions(epochs: 5, batchSize: 32))
        #expect(estimator.weights.scalars == expectedEstimator.weights.scalars)
    }

    /// The steps are those of SGD with momentum, on all rows, in mini-batches, by a schedule and clipped.
    @Test(arguments: [
        TrainingOptions(epochs: 30), TrainingOptions(epochs: 5, batchSize: 32),
        TrainingOptions(epochs: 5, batchSize: 32, schedule: OneCycle(), clipping: .norm(1)),
    ])
    func anOptimizerOfOnesOwnTrains(_ options: TrainingOptions) throws {
        for backend in Backend.available {
            try backend.run {
                let start = Sequential<Double>(widths: [3, 5, 1], activation: .tanh, seed: 2)
                var (own, known) = (start, start)
                let histories = try (
                    own.fit(data, loss: .meanSquaredError, optimizer: OwnMomentum(), options: options),
                    known.fit(
                        data, loss: .meanSquaredError, optimizer: SGD(learningRate: 0.05, momentum: 0.9),
                        options: options)
                )
                for (a, b) in zip(histories.0.losses, histories.1.losses) { #expect(abs(a - b) <= 1e-12 * abs(b)) }
                for (a, b) in zip(own.parameters, known.parameters) {
                    #expect(a.isClose(to: b, relativeTolerance: 1e-11, absoluteTolerance: 1e-13))
                }
                #expect(histories.0.checkpoint == nil && histories.1.checkpoint != nil)
            }
        }
    }

    @Test func aRegressionTrainsByAnOptimizerOfOnesOwn() throws {
        var model = LinearRegression<Double>()
        try model.fit(data, optimizer: OwnMomentum(), options: TrainingOptions(epochs: 500, standardizes: true))
        #expect(model.weights.isClose(to: [1, -2, 3], relativeTolerance: 1e-6))
    }

    /// The checkpoint of a rule is not for an optimizer whose state it does not know.
    @Test func aCheckpointIsRefused() throws {
        var (model, options) = (Linear<Double>(zeroInputs: 3), TrainingOptions(epochs: 2))
        options.checkpoint = try model.fit(
            data, loss: .meanSquaredError, optimizer: SGD(learningRate: 0.05), options: options
        ).checkpoint
        #expect(throws: TrainingError(.otherTraining(["optimizer sgd there, OwnMomentum here"], canContinue: false))) {
            try model.fit(data, loss: .meanSquaredError, optimizer: OwnMomentum(), options: options)
        }
    }

    @Test(arguments: [
        (GradientClipping.value(2), [2, -2, 1.5, -0.5]), (.value(9), [3, -4, 1.5, -0.5]),
        (.norm(100), [3, -4, 1.5, -0.5]),
        (.norm(1), [3, -4, 1.5, -0.5].map { $0 / (27.5.squareRoot() + 1e-6) }),
    ])
    func gradientsAreClipped(_ clipping: GradientClipping, _ expected: [Double]) throws {
        for backend in Backend.available {
            backend.run {
                check(clipping, expected, Double.self, 1e-14)
                check(clipping, expected, Float.self, 1e-6)
            }
        }
    }

    private func check<S: RealScalar>(
        _ clipping: GradientClipping, _ expected: [Double], _ type: S.Type, _ tolerance: S
    ) {
        let gradient: [Tensor<S>] = [Tensor([3, -4]), Tensor([[1.5], [-0.5]])]
        let flat = FlatParameters<S>(gradient.map(\.shape))
        flat.load(gradient)
        clipping.clip(flat.base, flat, Backend.current.kernels, on: SingleThread())
        for clipped in [clipping.clipped(gradient), flat.model(like: gradient)] {
            let numbers = Tensor<S>(clipped.flatMap(\.scalars))
            #expect(numbers.isClose(to: Tensor(expected.map { S($0) }), relativeTolerance: tolerance))
        }
    }

    /// The squares of these numbers overflow, their norm does not.
    @Test func hugeGradientsAreClipped() {
        let clipped = GradientClipping.norm(1).clipped(Tensor<Double>([3e200, -4e200]))
        #expect(clipped.isClose(to: [0.6, -0.8], relativeTolerance: 1e-14))
    }
}
