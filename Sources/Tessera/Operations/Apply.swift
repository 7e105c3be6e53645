/// Applies an operation: computes its result and, where an operand is watched, records it.
///
/// - Throws: `ShapeError` where the operands do not fit, for hosts that must never stop. The methods of `Tensor`
///   stop with the same message instead.
public func apply<Op: Operation>(_ operation: Op, to inputs: [AnyTensor]) throws(ShapeError) -> Tensor<Op.Scalar> {
    let shape = try operation.shape(of: inputs.map(\.shape))
    let arguments = Inputs(inputs)
    let result = evaluate(operation, arguments, shape: shape, kernels: Backend.current.kernels)
    guard inputs.contains(where: { $0.node != nil }) else { return result }
    return result.recorded(by: Node(operation, inputs: inputs, value: result.erased))
}

/// Applies an operation and stops with the reason where the operands do not fit.
public func applying<Op: Operation>(_ operation: Op, to inputs: [AnyTensor]) -> Tensor<Op.Scalar> {
    stopping { () throws(ShapeError) in try apply(operation, to: inputs) }
}

private func evaluate<Op: Operation>(
    _ operation: Op, _ inputs: Inputs, shape: Shape, kernels: any Kernels
) -> Tensor<Op.Scalar> {
    if let view = operation.view(inputs, shape: shape) { return view }
    let storage = Storage<Op.Scalar>(count: shape.elementCount)
    operation.forward(inputs, into: Destination(storage.base, shape: shape, kernels: kernels))
    return Tensor(storage: storage, shape: shape)
}
