public import Tessera

/// A rule that moves parameters along a gradient; it keeps what it remembers from step to step.
public protocol Optimizer<Scalar>: Sendable {
    associatedtype Scalar: RealScalar

    /// Moves every parameter of `model` one step, in place. The gradient is a value of the model's type.
    mutating func update<Model: Parameterized>(_ model: inout Model, along gradient: Model)
    where Model.Scalar == Scalar
}

extension Parameterized {
    /// Visits every parameter with its gradient and a running number.
    mutating func zipParameters(
        with gradient: Self, stateCount: Int, _ body: (Int, inout Tensor<Scalar>, Tensor<Scalar>) -> Void
    ) {
        let slopes = gradient.parameters
        var count = 0
        forEachParameter { _, parameter in
            if count < slopes.count, count < stateCount { body(count, &parameter, slopes[count]) }
            count += 1
        }
        guard slopes.count == count, stateCount == count else {
            fatalError("update: \(count) parameters, \(slopes.count) gradients, state for \(stateCount)")
        }
    }
}
