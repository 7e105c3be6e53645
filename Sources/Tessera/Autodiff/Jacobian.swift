/// Returns the value of a function, and the product vᵀ·J of a vector and its Jacobian, by one reverse walk: the gradient of
/// the inner product of `cotangent` and the value.
///
/// ```swift
/// let (y, product) = vectorJacobianProduct(at: x, along: v) { $0.squared() }         // product is 2·x·v
/// ```
///
/// - Parameters:
///   - arguments: tensors or values made of tensors; each product has the type and shapes of its argument.
///   - cotangent: v, of the shape of the function's result. The program stops if it has another.
///   - function: the function that is differentiated.
/// - Throws: what `function` throws.
public func vectorJacobianProduct<Scalar: RealScalar, each Argument: Parameterized>(
    at arguments: repeat each Argument, along cotangent: Tensor<Scalar>,
    of function: (repeat each Argument) throws -> Tensor<Scalar>
) rethrows -> (value: Tensor<Scalar>, product: (repeat each Argument)) {
    var targets: [Node] = []
    let variables = (repeat variables(from: each arguments, &targets))
    let value = try function(repeat each variables)
    guard value.shape == cotangent.shape else {
        ShapeError("vectorJacobianProduct", [value.shape, cotangent.shape], "the vector needs the result's shape")
            .stop()
    }
    var gradients = Gradients(of: value, seed: cotangent, along: targets)
    let product = (repeat gradients.take(like: each variables))
    return (gradients.finalValue(value), product)
}

/// Returns the value of a function, and the product J·v of its Jacobian and a vector: the derivative of the function
/// along a direction.
///
/// This is forward mode by two reverse walks: uᵀ·J is linear in u, and its gradient with respect to u along v is J·v
/// (Townsend, "A new trick for calculating Jacobian vector products", 2017). It takes about three times as long as the
/// function.
///
/// ```swift
/// let (y, derivative) = jacobianVectorProduct(at: x, along: direction) { $0.exp() }
/// ```
///
/// - Parameters:
///   - arguments: tensors or values made of tensors.
///   - tangents: a direction for each argument, of its type and shapes. The program stops if a shape is another.
///   - function: the function that is differentiated.
/// - Throws: what `function` throws.
public func jacobianVectorProduct<Scalar: RealScalar, each Argument: Parameterized>(
    at arguments: repeat each Argument, along tangents: repeat each Argument,
    of function: (repeat each Argument) throws -> Tensor<Scalar>
) rethrows -> (value: Tensor<Scalar>, product: Tensor<Scalar>) {
    var targets: [Node] = []
    let variables = (repeat variables(from: each arguments, &targets))
    let value = try function(repeat each variables)
    let cotangent = Tensor<Scalar>(zeros: value.shape).watched()
    var gradients = Gradients(of: value, seed: cotangent, along: targets, recording: true)
    var (inner, isRecorded) = (Tensor<Scalar>(0), value.dependsOnVariables(otherThan: targets))
    for (variable, tangent) in repeat (each variables, each tangents) {
        isRecorded = addInnerProduct(gradients.take(like: variable), tangent, to: &inner) || isRecorded
    }
    let product = inner.isRecorded ? inner.gradients(of: [cotangent], recording: isRecorded)[0] : cotangent
    return (isRecorded ? value : value.recorded(by: nil), isRecorded ? product : product.stoppingGradient())
}

/// Adds the inner product of a gradient and a direction to a sum. Returns whether the direction is recorded.
private func addInnerProduct<Scalar: RealScalar, Argument: Parameterized>(
    _ gradient: Argument, _ direction: Argument, to sum: inout Tensor<Scalar>
) -> Bool {
    var isRecorded = false
    for (gradient, direction) in zip(gradient.parameters, direction.parameters) {
        guard gradient.shape == direction.shape else {
            ShapeError(
                "jacobianVectorProduct", [gradient.shape, direction.shape], "a direction needs its argument's shape"
            ).stop()
        }
        isRecorded = isRecorded || direction.isRecorded
        sum = sum + Tensor<Scalar>((gradient * direction).sum())
    }
    return isRecorded
}

/// Returns the Jacobian of a function of a tensor: all derivatives of the elements of its result with respect to the
/// elements of its argument, of shape `result.shape + argument.shape`.
///
/// ```swift
/// let derivatives = jacobian(at: Tensor<Double>([1, 2])) { $0.squared() }             // [[2, 0], [0, 4]]
/// ```
///
/// One reverse walk is taken for each element of the result; or, if there are fewer, one for each element of the
/// argument, as `jacobianVectorProduct` does. The function is called once.
///
/// - Throws: what `function` throws.
public func jacobian<Scalar: RealScalar>(
    at argument: Tensor<Scalar>, of function: (Tensor<Scalar>) throws -> Tensor<Scalar>
) rethrows -> Tensor<Scalar> {
    let variable = argument.watched()
    let value = try function(variable)
    let shape = Shape(value.shape.dimensions + argument.shape.dimensions)
    guard value.isRecorded, shape.elementCount > 0 else { return Tensor(zeros: shape) }
    let isRecorded = value.dependsOnVariables(otherThan: [variable].compactMap(\.node))
    if value.count <= argument.count {
        let rows = value.elementwise { $0.gradients(of: [variable], recording: isRecorded)[0] }
        return Tensor(stacking: rows).reshaped(to: shape)
    }
    let cotangent = Tensor<Scalar>(zeros: value.shape).watched()
    let gradient = (value * cotangent).sum().gradients(of: [variable])[0]
    guard gradient.isRecorded else { return Tensor(zeros: shape) }
    let columns = gradient.elementwise { $0.gradients(of: [cotangent], recording: isRecorded)[0] }
    return Tensor(stacking: columns, axis: -1).reshaped(to: shape)
}

/// Returns the Hessian of a function of a tensor: all its second derivatives, of shape `argument.shape +
/// argument.shape`. The function must return a tensor of one element.
///
/// The function is called once, and one reverse walk is taken for each element of the argument. For products with a
/// vector see `hessianVectorProduct`.
///
/// - Throws: what `function` throws.
public func hessian<Scalar: RealScalar>(
    at argument: Tensor<Scalar>, of function: (Tensor<Scalar>) throws -> Tensor<Scalar>
) rethrows -> Tensor<Scalar> {
    try jacobian(at: argument) { variable in try gradient(at: variable, of: function) }
}

/// Returns the product of the Hessian of a function and a vector, for the time of a few evaluations of the function. The
/// function must return a tensor of one element.
///
/// - Parameter direction: of the shape of the argument, to which it is broadcast. The program stops if it does not fit.
/// - Parameter argument: where the function is differentiated.
/// - Parameter function: the function that is differentiated.
/// - Throws: what `function` throws.
public func hessianVectorProduct<Scalar: RealScalar>(
    at argument: Tensor<Scalar>, along direction: Tensor<Scalar>,
    of function: (Tensor<Scalar>) throws -> Tensor<Scalar>
) rethrows -> Tensor<Scalar> {
    try gradient(at: argument) { variable in (try gradient(at: variable, of: function) * direction).sum() }
}

extension Tensor where Scalar: RealScalar {
    /// Returns whether this tensor was computed from variables other than the given ones, or from those that these were
    /// made of, so that its derivatives have derivatives of their own; true for every traced tensor.
    fileprivate func dependsOnVariables(otherThan targets: [Node]) -> Bool {
        guard let node else { return false }
        return node.isTraced || ReverseWalk(from: node, to: targets).reachesVariables(otherThan: targets)
    }

    /// Returns what `body` returns for each element, as a tensor of one element.
    fileprivate func elementwise(_ body: (Tensor) -> Tensor) -> [Tensor] {
        let elements = flattened()
        return (0..<count).map { body(elements.sliced(axis: 0, $0..<($0 + 1))) }
    }
}
