public import Tessera

/// An optimizer: an update rule for parameters, given their gradient, and its state, such as the momentum.
public protocol Optimizer<Scalar>: Sendable {
    /// The element type of the parameters.
    associatedtype Scalar: RealScalar

    /// Updates every parameter of `model` by one step, in place.
    ///
    /// - Parameter gradient: a value of the model's type that holds the gradient of each parameter. Another number or
    ///   shape of parameters than before stops the program.
    mutating func update<Model: Parameterized>(_ model: inout Model, along gradient: Model)
    where Model.Scalar == Scalar
}

extension Parameterized {
    /// Calls `body` with the index, the value and the gradient of every parameter.
    ///
    /// - Parameter stateCount: the number of parameters of which the optimizer has a state; another one than that of
    ///   this model stops the program.
    mutating func zipParameters(
        with gradient: Self, stateCount: Int, _ body: (Int, inout Tensor<Scalar>, Tensor<Scalar>) -> Void
    ) {
        let gradients = gradient.parameters
        var count = 0
        forEachParameter { _, parameter in
            if count < gradients.count, count < stateCount { body(count, &parameter, gradients[count]) }
            count += 1
        }
        guard gradients.count == count, stateCount == count else {
            fatalError("update: \(count) parameters, \(gradients.count) gradients, state for \(stateCount)")
        }
    }
}
