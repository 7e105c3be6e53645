import Foundation
import Tessera
import TesseraTraining
import Testing

@Suite struct OptimizerTests {
    /// Three steps by the formulas of the documentation, in plain numbers.
    @Test(arguments: [(0.0, false, 0.0), (0.9, false, 0.0), (0.9, true, 0.0), (0.9, true, 0.1), (0.0, false, 0.1)])
    func sgdFollowsItsFormula(_ momentum: Double, _ nesterov: Bool, _ decay: Double) {
        for backend in Backend.available {
            backend.run {
                var optimizer = SGD<Double>(
                    learningRate: 0.1, momentum: momentum, nesterov: nesterov, weightDecay: decay)
                var tensor = Tensor<Double>([1, -2, 3])
                var (p, v) = ([1.0, -2, 3], [0.0, 0, 0])
                for step in 1...3 {
                    let slopes = [0.5 * Double(step), -1, 2]
                    optimizer.update(&tensor, along: Tensor(slopes))
                    for i in 0..<3 {
                        let g = slopes[i] + decay * p[i]
                        v[i] = momentum * v[i] + g
                        p[i] -= 0.1 * (nesterov ? g + momentum * v[i] : v[i])
                    }
                }
                #expect(tensor.isClose(to: Tensor(p), relativeTolerance: 1e-14))
            }
        }
    }

    @Test(arguments: [0.0, 0.1])
    func adamFollowsItsFormula(_ decay: Double) {
        for backend in Backend.available {
            backend.run {
                var optimizer = Adam<Double>(learningRate: 0.1, weightDecay: decay)
                var tensor = Tensor<Double>([1, -2, 3])
                var (p, m, v) = ([1.0, -2, 3], [0.0, 0, 0], [0.0, 0, 0])
                for step in 1...3 {
                    let slopes = [0.5 * Double(step), -1, 2]
                    optimizer.update(&tensor, along: Tensor(slopes))
                    for i in 0..<3 {
                        let g = slopes[i] + decay * p[i]
                        m[i] = 0.9 * m[i] + 0.1 * g
                        v[i] = 0.999 * v[i] + 0.001 * g * g
                        let power = Double(step)
                        let (c1, c2) = (1 - pow(0.9, power), 1 - pow(0.999, power))
                        p[i] -= 0.1 * (m[i] / c1) / ((v[i] / c2).squareRoot() + 1e-8)
                    }
                }
                #expect(tensor.isClose(to: Tensor(p), relativeTolerance: 1e-13))
            }
        }
    }

    @Test func anUpdateWritesInPlace() {
        var optimizer = SGD<Float>(learningRate: 1, momentum: 0.5)
        var model = Linear<Float>(weight: Tensor(zeros: [64, 64]), bias: Tensor(zeros: [64]))
        let slope = model
        optimizer.update(&model, along: slope)
        let before = (model.weight.base, model.bias?.base)
        optimizer.update(&model, along: slope)
        #expect(model.weight.base == before.0)
        #expect(model.bias?.base == before.1)
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
