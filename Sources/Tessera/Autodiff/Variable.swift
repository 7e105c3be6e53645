/// The operation that marks its operand as a variable: the start of a tape.
struct Variable<Scalar: TensorScalar>: IdentityOperation, VariableMarker {
    let label: String?

    var name: String { label ?? "variable" }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        upstream.erased
    }
}

/// The identity with no gradient. It represents a constant in a traced function.
struct StopGradient<Scalar: RealScalar>: IdentityOperation {
    var name: String { "stopGradient" }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? { nil }
}

/// A marker that tells variables from other operations without knowing their element type.
protocol VariableMarker {}

extension Tensor where Scalar: RealScalar {
    /// Returns the same tensor as a variable: operations on it are recorded, and gradients with respect to it can be
    /// computed.
    ///
    /// - Parameter name: the name of the variable in graphs and drawings.
    public func watched(as name: String? = nil) -> Tensor {
        let inputs = node == nil ? [] : [erased]
        return recorded(
            by: Node(Variable<Scalar>(label: name), inputs: inputs, value: recorded(by: nil).erased, isTraced: isTraced)
        )
    }

    /// Returns the same tensor as a constant: no gradient flows through it.
    public func stoppingGradient() -> Tensor {
        isTraced ? apply(StopGradient<Scalar>(), to: [erased]) : recorded(by: nil)
    }

    /// Whether operations on this tensor are recorded.
    package var isRecorded: Bool { node != nil }
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
