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

    package init(standingFor shape: Shape) {
        self.init(repeatingOnce: .zeroScalar, shape: shape)
    }

    /// One element repeated, so that a shape of any size takes no memory.
    init(repeatingOnce value: Scalar, shape: Shape) {
        self.init(
            storage: Storage(repeating: value, count: 1), shape: shape,
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

/// Whether a function is being traced for a plan at the moment.
enum Tracing {
    @TaskLocal private static var isActive = false

    static func run<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        let result = $isActive.withValue(true) { () -> Swift.Result<Result, Failure> in
            do throws(Failure) {
                return .success(try body())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Whether a constant is worth repeating one element of, since a tile may read a few of its rows only. Small shapes
    /// are decided without a look at the task.
    static func sparesMemory(for shape: Shape) -> Bool {
        guard shape.rank > 0, let count = shape.addressableCount, count > 1024 else { return false }
        return isActive
    }
}
