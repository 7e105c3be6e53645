/// The start of a history: the operation that hands its operand through and marks it as a variable.
struct Watch<Scalar: TensorScalar>: PassingOperation, Variable {
    let label: String?

    var name: String { label ?? "variable" }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        upstream.erased
    }
}

/// Hands its operand through and lets no gradient pass: how a constant of a traced function is written down.
struct StopGradient<Scalar: RealScalar>: PassingOperation {
    var name: String { "stopGradient" }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? { nil }
}

/// Tells variables from operations without knowing their element type.
protocol Variable {}

extension Tensor where Scalar: RealScalar {
    /// The same tensor as a variable: operations on it are recorded, and one can ask for gradients along it.
    ///
    /// - Parameter name: what graphs and drawings call it.
    public func watched(as name: String? = nil) -> Tensor {
        let inputs = node == nil ? [] : [erased]
        return recorded(
            by: Node(Watch<Scalar>(label: name), inputs: inputs, value: recorded(by: nil).erased, isTraced: isTraced))
    }

    /// The same tensor as a constant: gradients stop here.
    public func stoppingGradient() -> Tensor {
        isTraced ? apply(StopGradient<Scalar>(), to: [erased]) : recorded(by: nil)
    }

    /// Whether operations on this tensor are recorded.
    public var isRecorded: Bool { node != nil }
}

extension AnyTensor {
    func stoppingGradient() -> AnyTensor {
        switch self {
        case .float(let tensor): .float(tensor.stoppingGradient())
        case .double(let tensor): .double(tensor.stoppingGradient())
        case .int32, .bool: recorded(by: nil)
        }
    }
}
