import Foundation
import Testing

@testable import Tessera

/// Jacobians, Hessians and their products with vectors.
@Suite struct JacobianTests {
    private let x = Tensor<Double>([0.3, -1.2, 2])
    private let matrix = Tensor<Double>([[1, 2, -1], [0.5, 1, 3]])

    /// The derivatives of sin(Ax) are diag(cos(Ax))·A.
    private var sineDerivatives: Tensor<Double> { matrix.matmul(x).cos().expandingDimensions(at: 1) * matrix }

    @Test func jacobianOfFewResults() {
        let derivatives = jacobian(at: x) { matrix.matmul($0).sin() }
        #expect(derivatives.isClose(to: sineDerivatives, relativeTolerance: 1e-14))
    }

    /// With more results than arguments the columns are computed.
    @Test func jacobianOfManyResults() {
        let derivatives = jacobian(at: x) { v in Tensor(stacking: [v.exp(), v.squared(), v * 3]) }
        #expect(derivatives.shape == [3, 3, 3])
        let expected = Tensor(stacking: [x.exp(), 2 * x, Tensor(repeating: 3, shape: [3])]).expandingDimensions(at: -1)
        #expect(derivatives.isClose(to: expected * Tensor(identity: 3), relativeTolerance: 1e-14))
    }

    @Test func jacobianOfConstantsAndOfNothing() {
        #expect(jacobian(at: x) { _ in Tensor([1, 2]) } == Tensor(zeros: [2, 3]))
        #expect(jacobian(at: Tensor<Double>([])) { $0.exp() } == Tensor(zeros: [0, 0]))
        #expect(jacobian(at: Tensor<Double>(2)) { $0.squared() } == Tensor(4))
        #expect(jacobian(at: x) { Tensor(concatenating: [$0, $0]).stoppingGradient() } == Tensor(zeros: [6, 3]))
    }

    @Test(arguments: [false, true])
    func jacobianIsDifferentiable(_ isWide: Bool) {
        func loss(_ x: Tensor<Double>) -> Tensor<Double> {
            jacobian(at: x) { v in isWide ? v.exp().sum() : Tensor(stacking: [v.exp(), v.exp()]) }.sum()
        }
        let derivative = gradient(at: x, of: loss)
        #expect(derivative.isClose(to: (isWide ? 1 : 2) * x.exp(), relativeTolerance: 1e-14))
        #expect(!jacobian(at: x) { $0.exp() }.isRecorded)
    }

    /// The Hessian of Σ exp(aᵢ·x), where aᵢ are the rows of A, is Aᵀ·diag(exp(Ax))·A.
    @Test func hessianOfExponentials() {
        let function = { (v: Tensor<Double>) in matrix.matmul(v).exp().sum() }
        let expected = matrix.transposed().matmul(matrix.matmul(x).exp().expandingDimensions(at: 1) * matrix)
        #expect(hessian(at: x, of: function).isClose(to: expected, relativeTolerance: 1e-13))
        let direction = Tensor<Double>([1, -1, 0.5])
        let product = hessianVectorProduct(at: x, along: direction, of: function)
        #expect(product.isClose(to: expected.matmul(direction), relativeTolerance: 1e-12))
        #expect(hessian(at: x) { $0.sum() } == Tensor(zeros: [3, 3]))
    }

    @Test func vectorJacobianProductOfTwoArguments() {
        let cotangent = Tensor<Double>([2, -1])
        let (value, product) = vectorJacobianProduct(at: matrix, x, along: cotangent) { $0.matmul($1) }
        #expect(value == matrix.matmul(x))
        #expect(!value.isRecorded && !product.0.isRecorded)
        #expect(product.0.isClose(to: cotangent.outer(x), relativeTolerance: 1e-14))
        #expect(product.1.isClose(to: cotangent.matmul(matrix), relativeTolerance: 1e-14))
    }

    @Test func jacobianVectorProductOfTwoArguments() {
        let (first, second) = (Tensor<Double>(ones: [2, 3]), Tensor<Double>([1, 0, -1]))
        let (value, product) = jacobianVectorProduct(at: matrix, x, along: first, second) { $0.matmul($1).sin() }
        #expect(value == matrix.matmul(x).sin())
        #expect(!value.isRecorded && !product.isRecorded)
        let direction = first.matmul(x) + matrix.matmul(second)
        #expect(product.isClose(to: matrix.matmul(x).cos() * direction, relativeTolerance: 1e-14))
    }

    /// The derivative along a direction can be differentiated by an outer variable, here the argument itself.
    @Test func jacobianVectorProductIsDifferentiable() {
        let derivative = gradient(at: x) { v in
            jacobianVectorProduct(at: v, along: Tensor<Double>(ones: [3])) { $0.exp() }.product.sum()
        }
        #expect(derivative.isClose(to: x.exp(), relativeTolerance: 1e-14))
        let (_, constant) = jacobianVectorProduct(at: x, along: x) { _ in Tensor<Double>([1, 2]) }
        #expect(constant == Tensor(zeros: [2]))
    }
}
