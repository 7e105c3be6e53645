/// One recorded operation with its operands and its result: a node of the tape.
///
/// A node is never changed after it is made, except that its `deinit` clears `inputs` of nodes that nothing else refers
/// to. It is therefore safe to share: hence `@unchecked Sendable`.
package final class Node: @unchecked Sendable {
    package let operation: any TensorOperation
    package private(set) var inputs: [AnyTensor]
    /// The result, without its node, which would make a reference cycle.
    package let value: AnyTensor
    /// Whether the operation was traced but not evaluated: the value has a shape, and stands for elements that a plan
    /// will compute.
    package let isTraced: Bool
    /// The length of the longest path to a tensor that is not recorded.
    let depth: Int

    init(_ operation: any TensorOperation, inputs: [AnyTensor], value: AnyTensor, isTraced: Bool = false) {
        self.operation = operation
        self.inputs = inputs
        self.value = value
        self.isTraced = isTraced
        depth = 1 + (inputs.lazy.compactMap { $0.node?.depth }.max() ?? 0)
    }

    /// Records an operation on two operands that has been evaluated.
    init<Scalar: TensorScalar>(
        _ operation: any TensorOperation, _ x: Tensor<Scalar>, _ y: Tensor<Scalar>, value: Tensor<Scalar>
    ) {
        self.operation = operation
        inputs = [x.erased, y.erased]
        self.value = value.erased
        isTraced = false
        depth = 1 + max(x.node?.depth ?? 0, y.node?.depth ?? 0)
    }

    /// Releases a long tape in a loop. Otherwise every node would release the one before it, and the recursion would
    /// overflow the stack.
    deinit {
        guard depth > 256 else { return }
        var pending = inputs.compactMap(\.node)
        inputs = []
        while var node = pending.popLast() {
            guard isKnownUniquelyReferenced(&node) else { continue }
            pending += node.inputs.compactMap(\.node)
            node.inputs = []
        }
    }
}

/// Reverse-mode automatic differentiation (Linnainmaa, "Taylor expansion of the accumulated rounding error", 1976): one
/// walk from a result back to the variables, in reverse topological order. The walk is generic; it knows no operation
/// by name.
package struct ReverseWalk {
    /// Every node that the result depends on, in topological order: operands before the operations that use them.
    package let nodes: [Node]
    private let positions: [ObjectIdentifier: Int]
    /// Nodes of this depth or less are treated as the start of the tape.
    private let floor: Int

    /// Creates a walk over the whole tape of some results.
    package init(from roots: Node...) {
        self.init(from: roots)
    }

    package init(from roots: [Node]) {
        self.init(from: roots, floor: 0)
    }

    /// Creates a walk that goes back only as far as needed to find all targets: the tape before them costs nothing.
    init(from root: Node, to targets: [Node]) {
        self.init(from: [root], floor: targets.map(\.depth).min() ?? 0)
    }

    /// Creates a walk over what was traced: nodes that have elements do not depend on variables without elements.
    init(throughTraced roots: [Node]) {
        self.init(from: roots, floor: 0, endsAtElements: true)
    }

    private init(from roots: [Node], floor: Int, endsAtElements: Bool = false) {
        self.floor = floor
        var order: [Node] = []
        var positions: [ObjectIdentifier: Int] = [:]
        for root in roots where positions[ObjectIdentifier(root)] == nil {
            Self.visit(root, floor, endsAtElements, &order, &positions)
        }
        nodes = order
        self.positions = positions
    }

    /// Depth-first search in post-order with an explicit stack, which a long tape cannot overflow.
    private static func visit(
        _ root: Node, _ floor: Int, _ endsAtElements: Bool, _ order: inout [Node],
        _ positions: inout [ObjectIdentifier: Int]
    ) {
        var stack: [(node: Node, next: Int)] = [(root, 0)]
        positions[ObjectIdentifier(root)] = -1
        while let (node, next) = stack.last {
            if next == node.inputs.count || node.depth <= floor || (endsAtElements && !node.isTraced) {
                positions[ObjectIdentifier(node)] = order.count
                order.append(node)
                stack.removeLast()
            } else {
                stack[stack.count - 1].next += 1
                if let operand = node.inputs[next].node, positions[ObjectIdentifier(operand)] == nil {
                    positions[ObjectIdentifier(operand)] = -1
                    stack.append((operand, 0))
                }
            }
        }
    }

    /// Returns the index in `nodes` of an operand's node, nil for a constant.
    func position(of tensor: AnyTensor) -> Int? {
        tensor.node.flatMap { positions[ObjectIdentifier($0)] }
    }

    /// Returns whether the result depends on variables other than the given targets. Then the gradient itself has to be
    /// recorded, so that it can be differentiated with respect to those.
    func reachesVariables(otherThan targets: [Node]) -> Bool {
        let known = Set(targets.map(ObjectIdentifier.init))
        return nodes.contains { node in
            if known.contains(ObjectIdentifier(node)) { return node.inputs.contains { $0.node != nil } }
            return node.inputs.isEmpty || node.depth <= floor
        }
    }

    /// Returns the gradient of the result with respect to each node that is a target; nil for all other nodes.
    ///
    /// - Parameters:
    ///   - seed: the upstream gradient of the result.
    ///   - targets: the variables.
    ///   - recording: whether the gradients are recorded themselves.
    func gradients(seed: AnyTensor, targets: [Node], recording: Bool) -> [AnyTensor?] {
        let needsGradient = nodesDepending(on: targets)
        let targetSet = Set(targets.map(ObjectIdentifier.init))
        var gradients = [AnyTensor?](repeating: nil, count: nodes.count)
        gradients[nodes.count - 1] = seed
        var masks = [GradientMask?](repeating: nil, count: nodes.count)
        for (index, node) in nodes.enumerated().reversed() where needsGradient[index] {
            guard var upstream = gradients[index] else { continue }
            if !node.operation.broadcastsGradient { upstream = upstream.expanded(to: node.value.shape) }
            let joint = jointContributions(of: node, upstream, needsGradient, recording: recording)
            for (input, operand) in node.inputs.enumerated() {
                guard let position = position(of: operand), needsGradient[position],
                    let part = joint?[input] ?? contribution(of: index, upstream, at: input, seed, recording: recording)
                else { continue }
                let (own, masksGradient) = node.mask(at: input, given: masks[index])
                let kept = masksGradient ? masks[index].map { part.masked(by: $0.mask) } ?? part : part
                let matched = kept.matched(to: operand.shape, of: node)
                if let before = gradients[position] {
                    gradients[position] = before.adding(matched)
                    masks[position] = GradientMask.either(masks[position], own)
                } else {
                    (gradients[position], masks[position]) = (matched, own)
                }
            }
            let isTarget = targetSet.contains(ObjectIdentifier(node))
            gradients[index] = isTarget ? upstream.expanded(to: node.value.shape) : nil
        }
        return gradients
    }

    /// Returns the vjps of one node that computes them together, by the index of the operand; nil for all other nodes.
    private func jointContributions(
        of node: Node, _ upstream: AnyTensor, _ needsGradient: [Bool], recording: Bool
    ) -> [Int: AnyTensor]? {
        // The gradient of one operand alone needs no search for the conformance, which costs as much as a small operation.
        guard node.inputs.count > 1, let operation = node.operation as? any JointGradientOperation else { return nil }
        let operands = node.inputs.indices.filter { input in
            position(of: node.inputs[input]).map { needsGradient[$0] } ?? false
        }
        let gradients = vjp(joint: operation, upstream, node, at: operands, recording: recording)
        return Dictionary(
            uniqueKeysWithValues: zip(operands, gradients).compactMap { key, value in value.map { (key, $0) } })
    }

    /// Returns the vjp of one node: what its upstream gradient contributes to the gradient of one operand.
    private func contribution(
        of position: Int, _ upstream: AnyTensor, at input: Int, _ seed: AnyTensor, recording: Bool
    ) -> AnyTensor? {
        let node = nodes[position]
        // Only nodes that have been evaluated can be evaluated again; traced ones cannot.
        let isComputed = !node.isTraced && !(upstream.node?.isTraced ?? false)
        if isComputed, !node.operation.broadcastsGradient, let operation = node.operation as? any NonUniqueOperation {
            return vjp(ambiguous: operation, upstream, node, recording: recording) { other in
                self.upstream(of: node, at: position, valued: other, seed: seed)?.expanded(to: other.shape)
            }
        }
        return vjp(node.operation, upstream, node, at: input, recording: recording)
    }

    /// Returns for each node whether it is a target or depends on one.
    private func nodesDepending(on targets: [Node]) -> [Bool] {
        var needsGradient = [Bool](repeating: false, count: nodes.count)
        for target in targets {
            if let index = positions[ObjectIdentifier(target)] { needsGradient[index] = true }
        }
        for (index, node) in nodes.enumerated() where !needsGradient[index] {
            needsGradient[index] = node.inputs.contains { operand in
                position(of: operand).map { needsGradient[$0] } ?? false
            }
        }
        return needsGradient
    }
}

/// The vector–Jacobian product (vjp) of a node: what `upstream` contributes to the gradient of one operand.
func vjp<Op: TensorOperation>(
    _ operation: Op, _ upstream: AnyTensor, _ node: Node, at input: Int, recording: Bool
) -> AnyTensor? {
    guard let upstream: Tensor<Op.Scalar> = upstream.typed(), let value: Tensor<Op.Scalar> = node.value.typed() else {
        return nil
    }
    let inputs = recording ? node.inputs : node.inputs.map { $0.recorded(by: nil) }
    let result = recording ? value.recorded(by: node) : value
    return operation.gradient(upstream, at: input, inputs: Inputs(inputs), result: result)
}

extension AnyTensor {
    /// Returns the gradient of an operand of `node` in the operand's shape: sums over broadcast axes. It may keep
    /// extents of 1 where all its elements are the same, unless the operand itself was broadcast: then every repetition
    /// counts.
    fileprivate func matched(to shape: Shape, of node: Node) -> AnyTensor {
        let isBroadcast = node.operation.broadcastsGradient && shape != node.value.shape
        return (isBroadcast ? expanded(to: node.value.shape) : self).summed(to: shape)
    }
}
