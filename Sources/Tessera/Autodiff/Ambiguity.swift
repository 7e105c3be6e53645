/// An operation whose result is sometimes one of many that are as right, as eigenvectors of equal values are, which may be
/// turned among each other.
///
/// What flows back to one such result does not tell how a function that is the same for all of them changes. What flows back
/// to some of the others does: the walk computes what came after once more, from another result, and walks back to it.
protocol AmbiguousOperation: TensorOperation where Scalar: RealScalar {
    /// The gradient with respect to the only operand; see `TensorOperation.gradient`.
    ///
    /// - Parameter elsewhere: what would flow back to another result; nil where that cannot be computed.
    func gradient(
        _ upstream: Tensor<Scalar>, inputs: Inputs, result: Tensor<Scalar>,
        elsewhere: (Tensor<Scalar>) -> Tensor<Scalar>?
    ) -> Tensor<Scalar>
}

/// Hands its operand through: a gradient whose own derivative is not known and is NaN.
struct FirstDerivative<Scalar: RealScalar>: PassingOperation {
    var name: String { "firstDerivative" }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        Tensor<Scalar>(repeating: .nan, shape: result.shape).erased
    }
}

extension ReverseWalk {
    /// What flows back from the result of this walk to one of its nodes if that had another value.
    func upstream(of node: Node, at position: Int, valued value: AnyTensor, seed: AnyTensor) -> AnyTensor? {
        let variable = value.watchedAgain()
        guard let start = variable.node else { return nil }
        var replaced = [ObjectIdentifier(node): variable]
        for later in nodes[(position + 1)...] {
            var isReached = false
            let inputs = later.inputs.map { input in
                guard let other = input.node.flatMap({ replaced[ObjectIdentifier($0)] }) else { return input }
                isReached = true
                return other
            }
            if isReached { replaced[ObjectIdentifier(later)] = later.operation.applied(to: inputs) }
        }
        guard let root = nodes.last.flatMap({ replaced[ObjectIdentifier($0)]?.node }) else { return nil }
        let walk = ReverseWalk(from: root, to: [start])
        let gradients = walk.gradients(seed: seed, targets: [start], recording: false)
        return walk.position(of: variable).flatMap { gradients[$0] }
    }
}

extension TensorOperation {
    fileprivate func applied(to inputs: [AnyTensor]) -> AnyTensor { apply(self, to: inputs).erased }
}

extension AnyTensor {
    /// A variable of this value, without what it was computed from.
    fileprivate func watchedAgain() -> AnyTensor {
        switch recorded(by: nil) {
        case .float(let tensor): .float(tensor.watched())
        case .double(let tensor): .double(tensor.watched())
        case .int32, .bool: self
        }
    }
}

/// What `upstream` contributes to the operand of a node whose result is one of many.
func pull<Op: AmbiguousOperation>(
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
