/// The values of a traced function for all slices of a batch, computed operation by operation.
struct BatchEvaluation {
    private let count: Int
    /// The values of the nodes that depend on the slices, with the slices along axis 0.
    private var values: [ObjectIdentifier: AnyTensor] = [:]
    /// The number of variables that had been made before the function was called.
    private let outerVariables: Int
    /// Whether the tape of a node goes back to a variable from outside of the function.
    private var reachesOutside: [ObjectIdentifier: Bool] = [:]

    /// Computes the values of some results of a traced function.
    init(of results: [AnyTensor], _ slicing: BatchSlicing) {
        (count, outerVariables) = (slicing.count, slicing.outerVariables)
        if count == 0 { return }
        for (node, batch) in slicing.variables { values[ObjectIdentifier(node)] = batch }
        let roots = results.compactMap(\.node)
        let nodes = ReverseWalk(throughTraced: roots).nodes
        var uses: [ObjectIdentifier: Int] = [:]
        for node in roots + nodes.flatMap({ $0.inputs.compactMap(\.node) }) {
            uses[ObjectIdentifier(node), default: 0] += 1
        }
        for node in nodes where node.isTraced {
            evaluate(node)
            // A value is released after its last use.
            for input in node.inputs {
                guard let key = input.node.map(ObjectIdentifier.init), let left = uses[key] else { continue }
                uses[key] = left - 1
                if left == 1 { values[key] = nil }
            }
        }
    }

    private mutating func evaluate(_ node: Node) {
        let key = ObjectIdentifier(node)
        if values[key] != nil { return }
        let batches = node.inputs.map { input in input.node.flatMap { values[ObjectIdentifier($0)] } }
        // What does not depend on the slices is computed already, or traced by a function around this one.
        guard batches.contains(where: { $0 != nil }) else { return }
        var tensors: [AnyTensor] = []
        for (batch, input) in zip(batches, node.inputs) { tensors.append(batch ?? constant(input)) }
        values[key] = node.operation.vectorized(
            over: BatchOperands(count: count, tensors: tensors, isBatched: batches.map { $0 != nil }))
    }

    /// Returns a tensor that is the same for all slices; without its tape if that goes back only to variables of the
    /// function, such as those of a gradient that it takes.
    private mutating func constant(_ tensor: AnyTensor) -> AnyTensor {
        guard let node = tensor.node, !node.isTraced else { return tensor }
        let isNeeded =
            reachesOutside[ObjectIdentifier(node)]
            ?? ReverseWalk(from: node).nodes.contains { node in
                (node.operation as? any VariableMarker).map { $0.number <= outerVariables } ?? false
            }
        reachesOutside[ObjectIdentifier(node)] = isNeeded
        return isNeeded ? tensor : tensor.recorded(by: nil)
    }

    /// Returns the values of a result for all slices, along an axis of its tensors.
    func stacked<Result: TensorGroup>(_ result: Result, along axis: Int) -> Result {
        result.mappingTensors { stacked($0, along: axis) }
    }

    private func stacked(_ result: AnyTensor, along axis: Int) -> AnyTensor {
        let shape = Shape([count] + result.shape.dimensions)
        guard let axis = shape.resolvedAxis(axis) else {
            ShapeError("vectorized", [shape], "the result has no axis \(axis)").stop()
        }
        let known = result.node.flatMap { values[ObjectIdentifier($0)] }
        let batch = known ?? (count == 0 ? AnyTensor(zeros: shape, result.scalarType) : result.expanded(to: shape))
        return batch.movingAxis(0, to: axis)
    }
}

extension TensorOperation {
    /// Computes the results for all slices by the batching rule of the operation; slice by slice if it has none.
    fileprivate func vectorized(over operands: BatchOperands) -> AnyTensor {
        if let operation = self as? any VectorizedOperation, let result = operation.vectorized(operands) {
            return result
        }
        if broadcastsGradient, operands.tensors.count == 1 { return applied(to: operands.tensors) }
        let results = (0..<operands.count).map { apply(self, to: operands.slice($0)) }
        return Tensor(stacking: results).erased
    }
}
