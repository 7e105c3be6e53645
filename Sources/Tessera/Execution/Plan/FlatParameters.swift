/// All parameters of a model one after another, their gradients, and what an optimizer remembers of each.
///
/// The memory is a session's, which is used by one thread at a time.
package struct FlatParameters<Scalar: RealScalar> {
    package let count: Int
    let parameters: UnsafeMutablePointer<Scalar>
    let gradients: UnsafePointer<Scalar>
    let memory: (UnsafeMutablePointer<Scalar>?, UnsafeMutablePointer<Scalar>?)
    let kernels: any Kernels
    let executor: any TileExecutor

    /// Whether every parameter is a number and finite.
    package var areFinite: Bool {
        // The sum is finite where all are, unless it overflows itself.
        if kernels.reduce(.sum, count, UnsafePointer(parameters)).isFinite { return true }
        return (0..<count).allSatisfy { parameters[$0].isFinite }
    }

    package func sgd(learningRate: Scalar, momentum: Scalar, nesterov: Bool, weightDecay: Scalar) {
        ParameterUpdate.sgd(
            SGDStep(
                count: count, parameter: parameters, gradient: gradients, velocity: momentum == 0 ? nil : memory.0,
                learningRate: learningRate, momentum: momentum, nesterov: nesterov, weightDecay: weightDecay),
            kernels, executor)
    }

    package func adam(
        learningRate: Scalar, betas: (Scalar, Scalar), epsilon: Scalar, weightDecay: Scalar,
        corrections: (Scalar, Scalar)
    ) {
        guard let first = memory.0, let second = memory.1 else {
            fatalError("Adam remembers two numbers for each parameter; the session was not asked for them")
        }
        ParameterUpdate.adam(
            AdamStep(
                count: count, parameter: parameters, gradient: gradients, firstMoment: first, secondMoment: second,
                learningRate: learningRate, beta1: betas.0, beta2: betas.1, epsilon: epsilon,
                weightDecay: weightDecay, correction1: corrections.0, correction2: corrections.1),
            kernels, executor)
    }
}
