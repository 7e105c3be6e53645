import Testing

@testable import Tessera

@Suite struct AutodiffTests {
    @Test func gradientsOfWatchedTensors() {
        let w = Tensor<Double>([2, 3]).watched()
        let b = Tensor<Double>(1).watched()
        let unused = Tensor<Double>([5]).watched()
        let loss = (w * w).sum() * b + b
        let gradients = loss.gradients(of: [w, b, unused])
        #expect(gradients[0] == [4, 6])
        #expect(gradients[1] == Tensor(14))
        #expect(gradients[2] == [0])
        // The gradient is an expression: differentiate it again.
        #expect(gradients[0].sum().gradients(of: [w])[0] == [2, 2])
    }

    @Test func higherDerivativesOfAPower() {
        func derivative(_ order: Int, _ x: Tensor<Double>) -> Tensor<Double> {
            order == 0 ? x.pow(5) : gradient(at: x) { derivative(order - 1, $0) }
        }
        let x = Tensor<Double>(2)
        #expect((0...5).map { derivative($0, x).item } == [32, 80, 160, 240, 240, 120])
    }

    @Test func powersAtZeroHaveTheirDerivatives() {
        let exponents = Tensor<Double>([0, 1, 2, 3])
        let zero = Tensor<Double>(zeros: [4])
        let derivative = gradient(at: zero) { $0.pow(exponents).sum() }
        #expect(derivative == [0, 1, 0, 0])
        let curvature = gradient(at: zero) { x in gradient(at: x) { $0.pow(exponents).sum() }.sum() }
        #expect(curvature == [0, 0, 2, 0])
        let along = gradient(at: exponents) { y in gradient(at: y) { zero.pow($0).sum() }.sum() }
        #expect(along == [0, 0, 0, 0])
    }

    @Test func hessianTimesVector() {
        // f(x) = xᵀ A x has the Hessian A + Aᵀ.
        let a = Tensor<Double>([[1, 2], [3, 4]])
        let v = Tensor<Double>([1, -1])
        let product = gradient(at: Tensor<Double>([5, 7])) { x in
            (gradient(at: x) { x in x.matmul(a).matmul(x) } * v).sum()
        }
        #expect(product == [-3, -3])
    }

    @Test func innerDifferentiationDoesNotDisturbOuter() {
        // d/dx (x · d/dy (x + y)) = 1: the two variables are not confused.
        let outer = gradient(at: Tensor<Double>(3)) { x in
            x * gradient(at: Tensor<Double>(1)) { y in x + y }
        }
        #expect(outer.item == 1)
    }

    @Test func gradientsStopWhereTheyAreStopped() {
        let derivative = gradient(at: Tensor<Double>(3)) { x in x * x.stoppingGradient() }
        #expect(derivative.item == 3)
    }

    @Test func aLossThatDoesNotDependHasZeroGradient() {
        let result = valueAndGradient(at: Tensor<Double>([1, 2])) { _ in Tensor<Double>(4) }
        #expect(result.value.item == 4)
        #expect(result.gradient == [0, 0])
    }

    @Test func resultsOfAGradientHoldNoHistory() {
        let (value, derivative) = valueAndGradient(at: Tensor<Double>([1, 2])) { $0.squared().sum() }
        #expect(!value.isRecorded && !derivative.isRecorded)
        #expect(!(Tensor<Double>(1) + 2).isRecorded)
    }

    @Test func arraysAreDifferentiatedElementByElement() {
        let gradients = gradient(at: [Tensor<Float>([1, 2]), Tensor<Float>([3])]) { x in x[0].sum() * x[1].sum() }
        #expect(gradients == [[3, 3], [3]])
    }

    @Test func gradientsFlowThroughAChangeOfPrecision() {
        let derivative = gradient(at: Tensor<Float>([1, 2])) { x in Tensor<Float>(Tensor<Double>(x).squared()).sum() }
        #expect(derivative == [2, 4])
    }

    @Test func equalExtremesShareTheGradient() {
        #expect(gradient(at: Tensor<Double>([3, 1, 3])) { $0.max() } == [0.5, 0, 0.5])
        #expect(gradient(at: Tensor<Double>([2, 1])) { maximum($0, Tensor([2, 2])).sum() } == [0.5, 0])
        #expect(gradient(at: Tensor<Double>([0, -1, 1])) { $0.relu().sum() } == [0, 0, 1])
    }

    @Test func productsWithZerosHaveExactGradients() {
        #expect(gradient(at: Tensor<Double>([2, 0, 5])) { $0.product() } == [0, 10, 0])
        #expect(gradient(at: Tensor<Double>([0, 0, 5])) { $0.product() } == [0, 0, 0])
    }

    @Test func theGraphOfAResultIsFreedWithIt() {
        weak var storage: Storage<Double>?
        do {
            let x = Tensor<Double>(ones: [100]).watched()
            let y = x.exp()
            storage = y.storage
            let loss = y.sum()
            #expect(storage != nil)
            withExtendedLifetime(loss) {}
        }
        #expect(storage == nil)
    }

    /// The default release of such a tape would recurse and overflow the stack.
    @Test func veryLongHistoriesAreWalkedAndFreed() {
        let x = Tensor<Double>(1).watched()
        var y = x
        for _ in 0..<100_000 { y = y + x }
        #expect(y.gradients(of: [x])[0].item == 100_001)
    }
}
