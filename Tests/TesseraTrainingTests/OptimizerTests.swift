import Foundation
import Tessera
import Testing

@testable import TesseraTraining

@Suite struct OptimizerTests {
    /// Five steps in a loop of one's own, against the formulas of the documentation in plain numbers.
    @Test(arguments: OptimizerCase.all)
    func stepsFollowTheFormula(_ example: OptimizerCase) {
        for backend in Backend.available {
            backend.run {
                check(example, Double.self, tolerance: 1e-13)
                check(example, Float.self, tolerance: 3e-5)
            }
        }
    }

    private func check<S: RealScalar>(_ example: OptimizerCase, _ type: S.Type, tolerance: S) {
        func run(_ optimizer: some Optimizer<S>) {
            var optimizer = optimizer
            // Seven elements: the vector loops have a remainder.
            var expected = example.start()
            var tensor = Tensor<S>(expected.parameters.map { S($0) })
            for step in 1...5 {
                let gradient = OptimizerCase.gradient(step)
                optimizer.update(&tensor, along: Tensor(gradient.map { S($0) }))
                expected.take(step, gradient)
            }
            let reference = Tensor<S>(expected.parameters.map { S($0) })
            #expect(tensor.isClose(to: reference, relativeTolerance: tolerance, absoluteTolerance: tolerance))
        }
        run(example.make(S.self))
    }

    @Test func anUpdateWritesInPlace() {
        var optimizer = SGD<Float>(learningRate: 1, momentum: 0.5)
        var model = Linear<Float>(weight: Tensor(zeros: [64, 64]), bias: Tensor(zeros: [64]))
        let gradient = model
        optimizer.update(&model, along: gradient)
        let before = (model.weight.base, model.bias?.base)
        optimizer.update(&model, along: gradient)
        #expect(model.weight.base == before.0)
        #expect(model.bias?.base == before.1)
    }

    /// A state that is copied would take as long as the step.
    @Test func anUpdateKeepsTheStateInPlace() {
        let (kernel, coefficients) = (Adam<Float>.kernel, SIMD8<Double>(0.1, 0.9, 0.999, 1e-8, 0, 1, 1, 0))
        var (state, parameter) = (OptimizerState<Float>(), Tensor<Float>(zeros: [5000]))
        let gradient = Tensor<Float>(ones: [5000])
        state.update(&parameter, along: gradient, kernel, stateCount: 2, coefficients)
        let before = (parameter.base, state.first[0].base, state.second[0].base)
        state.update(&parameter, along: gradient, kernel, stateCount: 2, coefficients)
        #expect(parameter.base == before.0)
        #expect(state.first[0].base == before.1 && state.second[0].base == before.2)
    }

    /// The step that all rules share writes the state in place, too.
    @Test func aRuleKeepsItsStateInPlace() {
        var (adam, parameter) = (Adam<Float>(), Tensor<Float>(zeros: [5000]))
        let gradient = Tensor<Float>(ones: [5000])
        adam.update(&parameter, along: gradient)
        let before = (adam.state.first[0].base, adam.state.second[0].base)
        adam.update(&parameter, along: gradient)
        #expect(adam.state.first[0].base == before.0 && adam.state.second[0].base == before.1)
    }

    @Test func gradientsAndStateMustFitTheParameters() async throws {
        let gradient = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var optimizer = SGD<Float>(learningRate: 1)
            var parameter = Tensor<Float>(zeros: [4096])
            optimizer.update(&parameter, along: [1])
        }
        try expect(gradient, "update of [4096] and [1]")
        let state = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var optimizer = Adam<Float>()
            var (small, large) = (Tensor<Float>(zeros: [2]), Tensor<Float>(zeros: [1000]))
            optimizer.update(&small, along: [1, 1])
            optimizer.update(&large, along: Tensor(ones: [1000]))
        }
        try expect(state, "update of [1000] and [2]")
        let count = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var optimizer = SGD<Float>(learningRate: 1)
            var model = [Tensor<Float>([1]), [2]]
            optimizer.update(&model, along: [[1]])
        }
        try expect(count, "update: 2 parameters, 1 gradients, state for 1")
    }

    private func expect(_ result: ExitTest.Result?, _ message: String) throws {
        let printed = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(printed.contains(message))
    }

    @Test func anUpdateDoesNotTouchCopies() {
        var optimizer = SGD<Float>(learningRate: 1)
        var model = Tensor<Float>([1, 2])
        let before = model
        optimizer.update(&model, along: [1, 1])
        #expect(before == [1, 2])
        #expect(model == [0, 1])
    }
}
