import Testing

@testable import Tessera

/// Gradients with respect to tensors that have a tape of their own.
@Suite struct WatchedLoopTests {
    private let x = Tensor<Double>(normal: [5, 3], seed: 1)

    private func loss(_ w: Tensor<Double>) -> Tensor<Double> { (x.matmul(w) - 1).squared().mean() }

    /// A walk visits what was computed since the variable, however long the history before that is.
    @Test(arguments: [true, false])
    func stepsDoNotWalkTheHistoryBeforeThem(_ recording: Bool) throws {
        var w = Tensor<Double>([0, 0, 0]).watched()
        var visited: [Int] = []
        for _ in 0..<20 {
            let value = loss(w)
            visited.append(ReverseWalk(from: try #require(value.node), to: [try #require(w.node)]).nodes.count)
            w -= 0.05 * value.gradients(of: [w], recording: recording)[0]
        }
        #expect(Set(visited).count == 1)
        let plain = (0..<20).reduce(Tensor<Double>([0, 0, 0])) { w, _ in w - 0.05 * gradient(at: w, of: loss) }
        #expect(w.isClose(to: plain, relativeTolerance: 1e-12))
    }

    @Test func gradientsWithoutHistoryAreConstants() {
        let w = Tensor<Double>([1, 2, 3]).watched()
        #expect(!loss(w).gradients(of: [w], recording: false)[0].isRecorded)
        let derivative = loss(w).gradients(of: [w])[0]
        #expect(derivative.isRecorded)
        let hessianTimesOnes = derivative.sum().gradients(of: [w], recording: false)[0]
        let expected = x.transposed().matmul(x.matmul(Tensor(ones: [3]))) * 0.4
        #expect(hessianTimesOnes.isClose(to: expected, relativeTolerance: 1e-12))
    }

    /// Variables computed from each other: the gradient with respect to each is the total derivative.
    @Test func variablesBeforeVariables() {
        let a = Tensor<Double>(2).watched()
        let b = (a * a).watched()
        let gradients = (b * a).gradients(of: [a, b])
        #expect(gradients.map(\.item) == [12, 2])
        #expect((b * a).gradients(of: [b])[0].item == 2)
        // An inner function of an outer variable's power still knows the outer one.
        let outer = gradient(at: Tensor<Double>(3)) { x in
            let y = x * x
            return gradient(at: y) { $0 * $0 * x }
        }
        #expect(outer.item == 54)
    }

    /// The unrolled loop can be differentiated with respect to its start.
    @Test func throughTheSteps() {
        func unrolled(_ start: Tensor<Double>, _ rate: Tensor<Double>) -> Tensor<Double> {
            var w = start.watched()
            for _ in 0..<3 { w = (w - rate * loss(w).gradients(of: [w])[0]).watched() }
            return loss(w)
        }
        let (start, rate, step) = (Tensor<Double>([1, 2, 3]), 0.1, 1e-5)
        let derivative = gradient(at: Tensor<Double>(rate)) { unrolled(start, $0) }.item
        let difference =
            (unrolled(start, Tensor(rate + step)).item - unrolled(start, Tensor(rate - step)).item) / (2 * step)
        #expect(abs(derivative - difference) < 1e-7 * abs(difference) + 1e-8)
    }
}
