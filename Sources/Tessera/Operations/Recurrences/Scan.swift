/// Runs a recurrence, state ← body(state, element), over the elements of a sequence, and returns the state after the last
/// element and after each one.
///
/// The body is traced once, on tensors that have a shape but no elements, compiled, and run in a loop: it costs the
/// kernels of its operations and no more, in eager code and in a plan. It may use any tensors from outside; those that
/// are variables, or were computed from some, get a gradient, as the initial state and the sequence do. The gradient is
/// computed by a sweep over the stored states in reverse order: backpropagation through time (P. Werbos,
/// "Backpropagation through time: what it does and how to do it", Proceedings of the IEEE 78, 1990). It can be
/// differentiated again.
///
/// ```swift
/// // An exponential moving average of a series of shape [n], with a rate that can be learned.
/// let (last, averages) = scan(Tensor<Double>(0), over: series) { average, x in
///     average + rate * (x - average)
/// }
/// ```
///
/// - Parameters:
///   - initial: The state before the first element: a tensor, an array of tensors or a type of your own.
///   - sequence: The elements along axis 0: shape [n] + the shape of an element. n may be 0.
///   - body: Returns the state after an element, of the same shapes as the state before it. It must not read elements
///     of tensors that depend on its arguments, and not branch on them.
/// - Returns: `last` is the state after the last element, the initial one if there is none. `all` holds the state after
///   each element: each of its tensors has the shape [n] + that of the state's tensor.
public func scan<State: Parameterized>(
    _ initial: State, over sequence: Tensor<State.Scalar>, _ body: (State, Tensor<State.Scalar>) -> State
) -> (last: State, all: State) {
    typealias Scalar = State.Scalar
    guard let steps = sequence.shape.first else {
        ShapeError("scan", [sequence.shape], "a single value is no sequence").stop()
    }
    let element = Shape(Array(sequence.shape.dropFirst()))
    let parameters = initial.parameters
    let trace = ScanTrace<Scalar>(state: parameters.map(\.shape), sequences: [element]) { variables in
        var next = variables.state.makeIterator()
        let state = initial.mappingParameters { next.next() ?? $0 }
        let after = body(state, variables.sequences[0]).parameters
        guard after.map(\.shape) == parameters.map(\.shape) else {
            ShapeError("scan", after.map(\.shape), "the state has the shapes \(parameters.map(\.shape))").stop()
        }
        return .init(state: after)
    }
    let operands = ScanOperands(state: parameters, sequence: sequence, captured: trace.found)
    let operation = operands.operation(trace.body, steps: steps)
    let result = apply(operation, to: operands.tensors)
    let row = operation.lastRow(of: result)
    var (last, all) = (0, 0)
    return (
        initial.mappingParameters { _ in
            defer { last += 1 }
            return operation.last(last, of: row)
        },
        initial.mappingParameters { parameter in
            defer { all += 1 }
            return operation.history(all, of: result).reshaped(to: Shape([steps] + parameter.shape.dimensions))
        }
    )
}

/// Runs a recurrence without a sequence, state ← body(state), a number of times: an integrator, a fixed-point iteration.
///
/// ```swift
/// let (last, path) = scan([position, velocity], steps: 200) { state in
///     [state[0] + h * state[1], state[1] - h * stiffness * state[0]]
/// }
/// ```
///
/// - Parameters:
///   - initial: The state before the first step.
///   - steps: The number of steps, at least 0.
///   - body: Returns the state after a step, as in `scan(_:over:_:)`.
/// - Returns: The state after the last step and after each one, as `scan(_:over:_:)` does.
public func scan<State: Parameterized>(
    _ initial: State, steps: Int, _ body: (State) -> State
) -> (last: State, all: State) {
    guard steps >= 0 else { ShapeError("scan", [], "\(steps) steps").stop() }
    return scan(initial, over: Tensor<State.Scalar>(zeros: [steps, 0])) { state, _ in body(state) }
}

/// The operands of a recurrence. What may get a gradient is packed in one vector, so that one reverse sweep computes all
/// gradients; a sequence of constants stays where it is.
private struct ScanOperands<Scalar: RealScalar> {
    private(set) var tensors: [AnyTensor] = []
    private var (state, captured): ([ScanOperation<Scalar>.Location], [ScanOperation<Scalar>.Location]) = ([], [])
    private var sequence: ScanOperation<Scalar>.Location

    init(state: [Tensor<Scalar>], sequence: Tensor<Scalar>, captured: [Tensor<Scalar>]) {
        let width = sequence.shape.dropFirst().reduce(1, *)
        var (packed, end): ([Tensor<Scalar>], Int) = ([], 0)
        func pack(_ tensor: Tensor<Scalar>) -> Int {
            packed.append(tensor.flattened())
            end += tensor.count
            return end - tensor.count
        }
        self.state = state.map { .init(operand: 0, base: pack($0), count: $0.count) }
        self.captured = captured.map { .init(operand: 0, base: pack($0), count: $0.count) }
        let isPacked = sequence.isRecorded
        self.sequence = .init(
            operand: isPacked ? 0 : 1, base: isPacked ? pack(sequence) : 0, stride: width, count: width)
        let joined = packed.count == 1 ? packed[0] : packed.isEmpty ? Tensor(zeros: [0]) : Tensor(concatenating: packed)
        tensors = [joined.erased] + (isPacked ? [] : [sequence.erased])
    }

    func operation(_ body: ScanBody, steps: Int) -> ScanOperation<Scalar> {
        ScanOperation(
            body: body, steps: steps, runsBackwards: false, state: state, sequences: [sequence], captured: captured)
    }
}
