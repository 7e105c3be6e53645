/// Applies an operation: computes its result and, if an operand is recorded, records it. Stops with the operation and
/// the shapes if the operands do not fit.
///
/// ```swift
/// let y = apply(Cube<Double>(), to: x)
/// ```
public func apply<Op: TensorOperation, each Element: TensorScalar>(
    _ operation: Op, to inputs: repeat Tensor<each Element>
) -> Tensor<Op.Scalar> {
    apply(operation, to: erased(repeat each inputs))
}

/// Applies an operation as `apply(_:to:)` does, for programs that must never stop.
///
/// - Throws: `ShapeError` if the operands do not fit, if an index among them is out of bounds, or if the result is
///   larger than the free memory.
public func apply<Op: TensorOperation, each Element: TensorScalar>(
    checking operation: Op, to inputs: repeat Tensor<each Element>
) throws(ShapeError) -> Tensor<Op.Scalar> {
    try apply(checking: operation, to: erased(repeat each inputs))
}

private func erased<each Element: TensorScalar>(_ tensors: repeat Tensor<each Element>) -> [AnyTensor] {
    var erased: [AnyTensor] = []
    for tensor in repeat each tensors { erased.append(tensor.erased) }
    return erased
}

/// Applies an operation to any number of type-erased operands. Stops if they do not fit.
public func apply<Op: TensorOperation>(_ operation: Op, to inputs: [AnyTensor]) -> Tensor<Op.Scalar> {
    stopping { () throws(ShapeError) in try apply(checking: operation, to: inputs) }
}

extension TensorOperation {
    /// Applies this operation, whose result type need not be known, to type-erased operands. Stops if they do not fit.
    func applied(to inputs: [AnyTensor]) -> AnyTensor { apply(self, to: inputs).erased }
}

/// Applies an operation to any number of type-erased operands.
///
/// - Throws: `ShapeError` in the same cases as for typed operands.
public func apply<Op: TensorOperation>(
    checking operation: Op, to inputs: [AnyTensor]
) throws(ShapeError) -> Tensor<Op.Scalar> {
    let shapes = inputs.map(\.shape)
    if let count = operation.operandCount, count != inputs.count {
        throw ShapeError(operation.name, shapes, "takes \(counted(count, "operand")), not \(inputs.count)")
    }
    let shape = try operation.shape(of: shapes)
    guard shape.addressableCount != nil else {
        throw ShapeError(operation.name, shapes, "the result \(shape) has more elements than can be addressed")
    }
    let isRecorded = inputs.contains { $0.node != nil }
    if isRecorded, inputs.contains(where: { $0.node?.isTraced ?? false }) {
        return Tensor(tracing: operation, inputs, shape: shape)
    }
    try operation.checkElements(of: Inputs(inputs))
    let result = try evaluate(operation, Inputs(inputs), shape: shape, kernels: Backend.current.kernels)
    return isRecorded ? result.recorded(by: Node(operation, inputs: inputs, value: result.erased)) : result
}

/// Computes the result: as a view if the operation has one, otherwise in new memory. Only results of 2²⁸ elements or
/// more are checked against the free memory.
private func evaluate<Op: TensorOperation>(
    _ operation: Op, _ inputs: Inputs, shape: Shape, kernels: any Kernels
) throws(ShapeError) -> Tensor<Op.Scalar> {
    if let view = operation.view(inputs, shape: shape) { return view }
    if shape.elementCount >= 1 << 28 { try requireMemory(operation, inputs, shape) }
    let storage = Storage<Op.Scalar>(count: shape.elementCount)
    operation.forward(inputs, into: Destination(storage.base, shape: shape, kernels: kernels))
    return Tensor(storage: storage, shape: shape)
}

/// Throws if the result does not fit into the memory of the machine.
private func requireMemory<Op: TensorOperation>(
    _ operation: Op, _ inputs: Inputs, _ shape: Shape
) throws(ShapeError) {
    do {
        try Tessera.requireMemory(shape.elementCount, MemoryLayout<Op.Scalar>.stride, for: "the result \(shape)")
    } catch {
        throw ShapeError(operation.name, inputs.tensors.map(\.shape), error.description)
    }
}
