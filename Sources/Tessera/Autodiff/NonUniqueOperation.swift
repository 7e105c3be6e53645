/// An operation whose result is sometimes not unique: one of many that are equally valid, as eigenvectors of equal
/// eigenvalues are, which may be rotated among each other.
///
/// The upstream gradient of one such result does not tell how a function that is invariant under the choice changes.
/// The upstream gradients of some of the other results do: the reverse walk evaluates the later operations again from
/// another result, and walks back to it.
protocol NonUniqueOperation: TensorOperation where Scalar: RealScalar {
    /// Returns the gradient with respect to the only operand; see `TensorOperation.gradient`.
    ///
    /// - Parameter elsewhere: returns the upstream gradient that another valid result would have; nil if it cannot be
    ///   computed.
    func gradient(
        _ upstream: Tensor<Scalar>, inputs: Inputs, result: Tensor<Scalar>,
        elsewhere: (Tensor<Scalar>) -> Tensor<Scalar>?
    ) -> Tensor<Scalar>
}

/// The identity, applied to a gradient whose own derivative is not known: its gradient is NaN.
struct FirstDerivative<Scalar: RealScalar>: IdentityOperation {
    var name: String { "firstDerivative" }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        Tensor<Scalar>(repeating: .nan, shape: result.shape).erased
    }
}

extension ReverseWalk {
    /// Returns the upstream gradient of one of the nodes as it would be if that node had another value. The operations
    /// that depend on the node are evaluated again from this value.
    func upstream(of node: Node, at position: Int, valued value: AnyTensor, seed: AnyTensor) -> AnyTensor? {
        let variable = value.asFreshVariable()
        guard let start = variable.node else { return nil }
        var replaced = [ObjectIdentifier(node): variable]
        for later in nodes[(position + 1)...] {
            var dependsOnNode = false
            let inputs = later.inputs.map { input in
                guard let other = input.node.flatMap({ replaced[ObjectIdentifier($0)] }) else { return input }
                dependsOnNode = true
                return other
            }
            if dependsOnNode { replaced[ObjectIdentifier(later)] = later.operation.applied(to: inputs) }
        }
        guard let root = nodes.last.flatMap({ replaced[ObjectIdentifier($0)]?.node }) else { return nil }
        let walk = ReverseWalk(from: root, to: [start])
        let gradients = walk.gradients(seed: seed, targets: [start], recording: false)
        return walk.position(of: variable).flatMap { gradients[$0] }
    }
}

extension AnyTensor {
    /// Returns a new variable of this value, detached from what the value was computed from.
    fileprivate func asFreshVariable() -> AnyTensor {
        switch recorded(by: nil) {
        case .float(let tensor): .float(tensor.watched())
        case .double(let tensor): .double(tensor.watched())
        case .float16, .bfloat16, .int32, .int64, .uint8, .bool: self
        }
    }
}

/// The vector–Jacobian product (vjp) of a node whose result is not unique: what `upstream` contributes to the gradient
/// of its operand.
func vjp<Op: NonUniqueOperation>(
    ambiguous operation: Op, _ upstream: AnyTensor, _ node: Node, recording: Bool,
    elsewhere: (AnyTensor) -> AnyTensor?
) -> AnyTensor? {
    guard let upstream: Tensor<Op.Scalar> = upstream.typed(), let value: Tensor<Op.Scalar> = node.value.typed() else {
        return nil
    }
    let inputs = recording ? node.inputs : node.inputs.map { $0.recorded(by: nil) }
    let result = recording ? value.recorded(by: node) : value
    return operation.gradient(upstream, inputs: Inputs(inputs), result: result) { other in
        elsewhere(other.erased)?.typed()
    }.erased
}
