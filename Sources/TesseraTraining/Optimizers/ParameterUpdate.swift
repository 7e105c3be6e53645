import Tessera

/// Optimizer steps on tensors: a kernel updates the parameter and the optimizer's state in place in a single pass.
///
/// The tensors are made unique and row-major before their memory is handed to the kernel, and outlive the call. A
/// gradient or state whose shape is not the parameter's stops the program with a `ShapeError`.
enum ParameterUpdate {
    /// Takes one step of stochastic gradient descent; see `SGDStep` for the formulas.
    static func sgd<Scalar: RealScalar>(
        _ parameter: inout Tensor<Scalar>, along gradient: Tensor<Scalar>, velocity: inout Tensor<Scalar>?,
        learningRate: Scalar, momentum: Scalar, nesterov: Bool, weightDecay: Scalar
    ) {
        check(parameter, [gradient, velocity].compactMap { $0 })
        let gradient = gradient.contiguous()
        parameter.makeUniqueAndContiguous()
        velocity?.makeUniqueAndContiguous()
        sgd(
            SGDStep(
                count: parameter.count, parameter: parameter.mutableBase, gradient: gradient.base,
                velocity: velocity?.mutableBase, learningRate: learningRate, momentum: momentum, nesterov: nesterov,
                weightDecay: weightDecay),
            Backend.current.kernels, CurrentExecutor.value)
        withExtendedLifetime((gradient.storage, parameter.storage, velocity?.storage)) {}
    }

    /// Takes one step of Adam; see `AdamStep`.
    static func adam<Scalar: RealScalar>(
        _ parameter: inout Tensor<Scalar>, along gradient: Tensor<Scalar>, firstMoment: inout Tensor<Scalar>,
        secondMoment: inout Tensor<Scalar>, learningRate: Scalar, betas: (Scalar, Scalar), epsilon: Scalar,
        weightDecay: Scalar, corrections: (Scalar, Scalar)
    ) {
        check(parameter, [gradient, firstMoment, secondMoment])
        let gradient = gradient.contiguous()
        parameter.makeUniqueAndContiguous()
        firstMoment.makeUniqueAndContiguous()
        secondMoment.makeUniqueAndContiguous()
        adam(
            AdamStep(
                count: parameter.count, parameter: parameter.mutableBase, gradient: gradient.base,
                firstMoment: firstMoment.mutableBase, secondMoment: secondMoment.mutableBase,
                learningRate: learningRate, beta1: betas.0, beta2: betas.1, epsilon: epsilon,
                weightDecay: weightDecay, correction1: corrections.0, correction2: corrections.1),
            Backend.current.kernels, CurrentExecutor.value)
        withExtendedLifetime((gradient.storage, parameter.storage, firstMoment.storage, secondMoment.storage)) {}
    }

    /// Returns the number of elements of a part for one worker: a quarter of all, but from 16 to 256 KiB in single
    /// precision. Elements are updated independently, so that the result does not depend on the split.
    private static func part(_ count: Int) -> Int { max(1 << 12, min(1 << 16, (count / 4 + 15) & ~15)) }

    static func sgd<Scalar: RealScalar>(_ step: SGDStep<Scalar>, _ kernels: any Kernels, _ executor: any TileExecutor) {
        let length = part(step.count)
        if step.count <= length { return kernels.update(step) }
        executor.forEachRange(step.count, length: length) { range, _ in kernels.update(step.part(range)) }
    }

    static func adam<Scalar: RealScalar>(
        _ step: AdamStep<Scalar>, _ kernels: any Kernels, _ executor: any TileExecutor
    ) {
        let length = part(step.count)
        if step.count <= length { return kernels.update(step) }
        executor.forEachRange(step.count, length: length) { range, _ in kernels.update(step.part(range)) }
    }

    /// Stops the program unless the gradient and the state have the parameter's shape: a kernel reads as many elements
    /// of each as the parameter has.
    private static func check<Scalar: RealScalar>(_ parameter: Tensor<Scalar>, _ others: [Tensor<Scalar>]) {
        for other in others where other.shape != parameter.shape {
            let reason = "the gradient, and the state of an optimizer used before, must have the parameter's shape"
            ShapeError("update", [parameter.shape, other.shape], reason).stop()
        }
    }
}

extension Tensor {
    /// The address of the first element for writing; only valid for a tensor that has just been made unique.
    fileprivate var mutableBase: UnsafeMutablePointer<Scalar> { storage.base + offset }
}
