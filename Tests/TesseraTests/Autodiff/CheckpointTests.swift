import Synchronization
import Testing

@testable import Tessera

/// Functions that are computed again for their gradient.
@Suite struct CheckpointTests {
    private let x = Tensor<Double>(uniform: [4, 3], in: -1..<1, seed: 1)
    private let w = Tensor<Double>(uniform: [3, 3], in: -1..<1, seed: 2)

    private func loss(_ x: Tensor<Double>, _ w: Tensor<Double>, isCheckpointed: Bool) -> Tensor<Double> {
        func layer(_ x: Tensor<Double>) -> Tensor<Double> { x.matmul(w).tanh().squared() + x }
        let hidden = isCheckpointed ? checkpointed(x, layer) : layer(x)
        return (isCheckpointed ? checkpointed(hidden, layer) : layer(hidden)).sum()
    }

    /// The weights are used from outside of the function, and get their gradient.
    @Test func gradientsAreThoseOfTheFunction() {
        let (value, gradients) = valueAndGradient(at: x, w) { loss($0, $1, isCheckpointed: true) }
        let (expected, right) = valueAndGradient(at: x, w) { loss($0, $1, isCheckpointed: false) }
        #expect(value == expected)
        #expect(gradients.0 == right.0)
        #expect(gradients.1 == right.1)
        #expect(!gradients.0.isRecorded && loss(x, w, isCheckpointed: true) == expected)
    }

    @Test func secondDerivativesAreThoseOfTheFunction() {
        let results = [true, false].map { isCheckpointed in
            hessian(at: w) { loss(x, $0, isCheckpointed: isCheckpointed) }
        }
        #expect(results[0].isClose(to: results[1], relativeTolerance: 1e-13, absoluteTolerance: 1e-13))
    }

    @Test func severalArguments() {
        func function(_ values: [Tensor<Double>]) -> Tensor<Double> { (values[0].exp() * values[1]).sum() }
        let gradients = gradient(at: [x, x + 1]) { checkpointed($0, function) }
        #expect(gradients == gradient(at: [x, x + 1], of: function))
    }

    /// The tape holds the arguments and the result, whatever the function computes between them; the function itself is
    /// called once, and its operations once for each gradient of all operands.
    @Test func keepsNoValuesBetween() throws {
        let calls = Mutex(0)
        let variables = [x.watched(), w.watched()]
        let value = checkpointed(variables[0]) { x in
            calls.withLock { $0 += 1 }
            return x.matmul(variables[1]).tanh().exp().squared()
        }.sum()
        let nodes = ReverseWalk(from: try #require(value.node)).nodes
        #expect(nodes.map(\.operation.name) == ["variable", "variable", "checkpoint", "sum"])
        _ = value.gradients(of: variables, recording: false)
        #expect(calls.withLock { $0 } == 1)
    }

    @Test func plansComputeTheFunctionInTiles() throws {
        let plan = PlanCase<Double>("checkpoint", parameters: [[5, 5], [5, 1]]) { model, batch in
            let hidden = checkpointed(batch.features) { $0.matmul(model[0]).tanh() }
            return meanSquaredError(predicted: hidden.matmul(model[1]), expected: batch.targets)
        }
        try plan.expectAgreement(rows: 700, tolerance: 1e-12)
    }
}
