extension Tensor {
    /// Whether this tensor has a shape but no elements: it stands for a value that a plan will compute.
    package var isTraced: Bool { node?.isTraced ?? false }

    /// Creates a variable of a function that is being traced.
    package init(tracedVariable name: String, shape: Shape) {
        self.init(tracing: Variable<Scalar>(label: name), [], shape: shape)
    }

    /// Records an operation without evaluating it.
    init(tracing operation: any TensorOperation, _ inputs: [AnyTensor], shape: Shape) {
        let value = Tensor(placeholderOf: shape)
        self = value.recorded(by: Node(operation, inputs: inputs, value: value.erased, isTraced: true))
    }

    /// Creates a tensor that has a shape but stands for elements that are not computed yet.
    package init(placeholderOf shape: Shape) {
        self.init(repeatingOnce: .zeroScalar, shape: shape)
    }

    /// Creates a tensor of one stored element with strides of 0, so that a shape of any size takes no memory.
    init(repeatingOnce value: Scalar, shape: Shape) {
        self.init(
            storage: Storage(repeating: value, count: 1), shape: shape,
            strides: [Int](repeating: 0, count: shape.rank))
    }

    /// Stops if the tensor is traced: its elements are not computed yet.
    func requireElements() {
        if isTraced {
            fatalError(
                "the elements of a tensor of shape \(shape) were read while its function was traced for a plan "
                    + "or vectorized: such a function is made of operations, which are run later")
        }
    }
}

/// The task-local state of tracing: whether a function is being traced for a plan at the moment.
enum Tracing {
    @TaskLocal private static var isActive = false

    /// Runs `body` as the function that is traced.
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

    /// Returns whether a constant of this shape should store one element only, since a tile may read a few of its rows
    /// only. Shapes of up to 1024 elements are decided without reading the task-local state.
    static func sparesMemory(for shape: Shape) -> Bool {
        guard shape.rank > 0, let count = shape.addressableCount, count > 1024 else { return false }
        return isActive
    }
}
