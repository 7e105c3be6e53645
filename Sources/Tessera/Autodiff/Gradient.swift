import Synchronization

/// Returns the value of `function` and its gradient with respect to each argument.
///
/// Arguments are tensors or values made of tensors; each gradient has the type and shapes of its argument. The
/// function must return a tensor of one element. For higher derivatives, differentiate a function that calls this.
///
/// - Throws: what `function` throws.
public func valueAndGradient<Scalar: RealScalar, each Argument: Parameterized>(
    at arguments: repeat each Argument,
    of function: (repeat each Argument) throws -> Tensor<Scalar>
) rethrows -> (value: Tensor<Scalar>, gradient: (repeat each Argument)) {
    var targets: [Node] = []
    let variables = (repeat variables(from: each arguments, &targets))
    let value = try function(repeat each variables)
    var gradients = Gradients(of: value, along: targets)
    let gradient = (repeat gradients.take(like: each variables))
    return (gradients.finalValue(value), gradient)
}

/// Returns the gradient of `function` with respect to each argument; see `valueAndGradient(at:of:)`.
public func gradient<Scalar: RealScalar, each Argument: Parameterized>(
    at arguments: repeat each Argument,
    of function: (repeat each Argument) throws -> Tensor<Scalar>
) rethrows -> (repeat each Argument) {
    try valueAndGradient(at: repeat each arguments, of: function).gradient
}

extension Tensor where Scalar: RealScalar {
    /// Returns the gradients of this tensor of one element with respect to variables: tensors on which `watched(as:)`
    /// was called before this one was computed. The gradient is zero for variables that it does not depend on.
    ///
    /// ```swift
    /// for _ in 0..<steps {
    ///     let gradient = loss(w).gradients(of: [w], recording: false)[0]
    ///     w = (w - learningRate * gradient).stoppingGradient().watched()
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - variables: the time taken depends on what was computed since they were made, not on what they were computed
    ///     from.
    ///   - recording: whether the gradients can be differentiated again. This keeps everything they were computed from;
    ///     a loop of optimizer steps does not need it, and takes half the time and no memory without.
    public func gradients(of variables: [Tensor], recording: Bool = true) -> [Tensor] {
        let targets = variables.map { variable in
            variable.node ?? { fatalError("gradients of \(shape): a tensor that is not watched has no gradient") }()
        }
        var gradients = Gradients(of: self, along: targets, recording: recording)
        return variables.map { gradients.take(like: $0) }
    }
}

/// Returns the argument with each parameter as a variable, and appends the nodes of the variables to `targets`.
func variables<Argument: Parameterized>(from argument: Argument, _ targets: inout [Node]) -> Argument {
    argument.mappingParameters { parameter in
        let variable = parameter.watched()
        if let node = variable.node { targets.append(node) }
        return variable
    }
}

/// The gradients of a reverse walk, taken one by one in the order of the targets.
struct Gradients {
    private var results: [AnyTensor?]
    private var next = 0
    private let isRecording: Bool

    init<Scalar: RealScalar>(of value: Tensor<Scalar>, along targets: [Node], recording: Bool? = nil) {
        guard value.count == 1 else {
            ShapeError("gradient", [value.shape], "needs a result of one element; reduce it by sum() or mean()").stop()
        }
        self.init(of: value, seed: Tensor<Scalar>(ones: value.shape), along: targets, recording: recording)
    }

    /// - Parameters:
    ///   - seed: the upstream gradient of the value, of its shape.
    ///   - recording: whether the gradients are recorded; nil if that depends on whether other variables are involved.
    init<Scalar: RealScalar>(
        of value: Tensor<Scalar>, seed: Tensor<Scalar>, along targets: [Node], recording: Bool? = nil
    ) {
        guard let root = value.node else {
            results = targets.map { _ in nil }
            isRecording = false
            return
        }
        let walk = ReverseWalk(from: root, to: targets)
        let isRecorded = recording ?? (seed.isRecorded || walk.reachesVariables(otherThan: targets))
        // A traced tensor is recognised by its node: without it, its placeholder elements would be taken as real.
        isRecording = isRecorded || root.isTraced
        let all = walk.gradients(seed: seed.erased, targets: targets, recording: isRecording)
        results = targets.map { target in
            let gradient = walk.position(of: target.value.recorded(by: target)).flatMap { all[$0] }
            return isRecorded ? gradient : gradient?.stoppingGradient()
        }
    }

    /// Returns the gradients of the next parameters in the structure of `argument`; zeros where there is none.
    mutating func take<Argument: Parameterized>(like argument: Argument) -> Argument {
        argument.mappingParameters { parameter in
            defer { next += 1 }
            return results[next]?.typed() ?? Tensor(zeros: parameter.shape)
        }
    }

    /// Returns the value, recorded only if the result is differentiated again.
    func finalValue<Scalar: RealScalar>(_ value: Tensor<Scalar>) -> Tensor<Scalar> {
        isRecording ? value : value.recorded(by: nil)
    }
}

/// The operation that marks its operand as a variable: the start of a tape.
struct Variable<Scalar: TensorScalar>: IdentityOperation, VariableMarker {
    let label: String?
    let number = VariableCount.next()

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

    func vectorized(_ operands: BatchOperands) -> AnyTensor? { operands.tensors[0].stoppingGradient() }
}

/// A marker that tells variables from other operations without knowing their element type.
protocol VariableMarker {
    /// Variables are numbered in the order in which they are made.
    var number: Int { get }
}

/// The number of variables that have been made in this process.
enum VariableCount {
    private static let count = Atomic<Int>(0)

    static var current: Int { count.load(ordering: .relaxed) }

    /// Returns the number of a new variable.
    static func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
}

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
