extension Tensor {
    /// Whether this tensor has a shape but no elements: it stands for what a plan will compute.
    package var isTraced: Bool { node?.isTraced ?? false }

    /// A variable of a function that is being traced.
    package init(tracedVariable name: String, shape: Shape) {
        self.init(tracing: Watch<Scalar>(label: name), [], shape: shape)
    }

    init(tracing operation: any TensorOperation, _ inputs: [AnyTensor], shape: Shape) {
        let value = Tensor(standingFor: shape)
        self = value.recorded(by: Node(operation, inputs: inputs, value: value.erased, isTraced: true))
    }

    /// One element repeated, so that a shape of any size takes no memory.
    package init(standingFor shape: Shape) {
        self.init(
            storage: Storage(repeating: .zeroScalar, count: 1), shape: shape,
            strides: [Int](repeating: 0, count: shape.rank))
    }

    /// Stops where somebody asks for elements that are not there yet.
    func requireElements() {
        if isTraced {
            fatalError(
                "the elements of a tensor of shape \(shape) were read while its function was traced for a plan: "
                    + "a plan is made of operations, which are run later")
        }
    }
}
