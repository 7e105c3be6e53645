import Tessera

/// The state of an update rule in a training loop of the user's own: one or two tensors for each parameter, and the
/// number of steps.
///
/// The tensors are made unique and row-major before their memory is handed to the kernel, and outlive the call. A
/// gradient or state whose shape is not the parameter's stops the program with a `ShapeError`.
struct OptimizerState<Scalar: RealScalar>: Sendable {
    /// The first and second state of each parameter.
    private(set) var (first, second): ([Tensor<Scalar>], [Tensor<Scalar>]) = ([], [])
    private var parameterCount: Int?
    /// The number of the next step, from 1.
    private(set) var nextStep = 1

    /// Takes one step of a rule.
    mutating func update<Model: Parameterized>(
        _ model: inout Model, along gradient: Model, _ kernel: UpdateKernel, stateCount: Int,
        _ coefficients: SIMD8<Double>
    ) where Model.Scalar == Scalar {
        let count = parameterCount ?? makeState(stateCount, like: gradient)
        nextStep += 1
        let (kernels, executor) = (Backend.current.kernels, CurrentExecutor.value)
        model.zipParameters(with: gradient, parametersWithState: count) { index, parameter, parameterGradient in
            Self.check(parameter, parameterGradient)
            let parameterGradient = parameterGradient.contiguous()
            let step = UpdateStep(
                count: parameter.count, parameter: parameter.uniqueBase(), gradient: parameterGradient.base,
                first: stateCount > 0 ? Self.checkedBase(&first[index], parameter) : nil,
                second: stateCount > 1 ? Self.checkedBase(&second[index], parameter) : nil, coefficients: coefficients)
            step.run(kernel, kernels, on: executor)
            withExtendedLifetime((parameterGradient.storage, parameter.storage)) {}
        }
    }

    private mutating func makeState<Model: Parameterized>(_ count: Int, like gradient: Model) -> Int
    where Model.Scalar == Scalar {
        func zeros() -> [Tensor<Scalar>] { gradient.parameters.map { Tensor(zeros: $0.shape) } }
        if count > 0 { first = zeros() }
        if count > 1 { second = zeros() }
        let parameters = gradient.parameters.count
        parameterCount = parameters
        return parameters
    }

    /// Returns the address of a state for writing. It is a static method because a method of this value would hold a
    /// copy of it, and with that of the state, which would then be copied to be written.
    private static func checkedBase(
        _ state: inout Tensor<Scalar>, _ parameter: Tensor<Scalar>
    ) -> UnsafeMutablePointer<Scalar> {
        check(parameter, state)
        return state.uniqueBase()
    }

    /// Stops the program unless the gradient or the state has the parameter's shape: a kernel reads as many elements
    /// of each as the parameter has.
    private static func check(_ parameter: Tensor<Scalar>, _ other: Tensor<Scalar>) {
        if other.shape == parameter.shape { return }
        let reason = "the gradient, and the state of an optimizer used before, must have the parameter's shape"
        ShapeError("update", [parameter.shape, other.shape], reason).stop()
    }
}

extension Tensor {
    /// Makes the storage unshared and row-major, and returns the address of the first element for writing.
    fileprivate mutating func uniqueBase() -> UnsafeMutablePointer<Scalar> {
        makeUniqueAndContiguous()
        return storage.base + offset
    }
}

extension Parameterized {
    /// Calls `body` with the index, the value and the gradient of every parameter.
    ///
    /// - Parameter parametersWithState: the number of parameters of which the optimizer has a state; another one than that of
    ///   this model stops the program.
    fileprivate mutating func zipParameters(
        with gradient: Self, parametersWithState: Int, _ body: (Int, inout Tensor<Scalar>, Tensor<Scalar>) -> Void
    ) {
        let gradients = gradient.parameters
        var count = 0
        forEachParameter { _, parameter in
            if count < gradients.count, count < parametersWithState { body(count, &parameter, gradients[count]) }
            count += 1
        }
        guard gradients.count == count, parametersWithState == count else {
            fatalError("update: \(count) parameters, \(gradients.count) gradients, state for \(parametersWithState)")
        }
    }
}
