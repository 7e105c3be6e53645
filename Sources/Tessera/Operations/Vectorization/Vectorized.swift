/// Calls a function of slices once, and returns what it would return for every slice, stacked: vectorised mapping
/// (`vmap` of JAX and PyTorch).
///
/// ```swift
/// // The gradient of the loss of every single row: of shape [rows] + w.shape.
/// let gradients = vectorized(over: x, y) { x, y in gradient(at: w) { w in loss(w, x, y) } }
/// ```
///
/// The function is written for one slice, which has a shape without the batch axis. It is traced on tensors that have a
/// shape but no elements, and each of its operations is then computed for all slices at once: a product of a vector
/// becomes a product of a matrix, a sum along axis 0 one along axis 1. Operations that have no such rule are computed
/// slice by slice and stacked; so are a recurrence (`scan`) and an operation of your own. The result is the same up to
/// rounding, as sums and products of other shapes may add in another order.
///
/// Tensors from outside are the same for all slices. Gradients flow to them and to the arguments, and the function may
/// take gradients itself, call `vectorized` itself, and stand in a plan. It must not read elements of tensors that
/// depend on its arguments, and not branch on them: that stops, as in a plan. Where a factorisation would throw for a
/// slice the result is NaN, as in a plan too. Random numbers that the function draws are the same for all slices.
///
/// Stops if an argument has no axis to map over, or the extents of these axes differ.
///
/// - Parameters:
///   - arguments: tensors or values made of tensors, with the slices along one axis.
///   - axes: this axis for each argument, 0 by default; negative ones count from the end. Nil for an argument that is the
///     same for all slices.
///   - resultAxis: the axis of the results that the slices lie along.
///   - body: a function of a slice of each argument. It returns a tensor or a value made of tensors.
/// - Throws: what `body` throws.
public func vectorized<each Argument: TensorGroup, Result: TensorGroup>(
    over arguments: repeat each Argument, axes: [Int?]? = nil, resultAxis: Int = 0,
    of body: (repeat each Argument) throws -> Result
) rethrows -> Result {
    var slicing = BatchSlicing(axes)
    let slices = (repeat slicing.slice(each arguments))
    slicing.finish()
    let result = try body(repeat each slices)
    return BatchEvaluation(of: result.tensors, slicing).stacked(result, along: resultAxis)
}

/// Calls a function of slices that has several results, such as a value and a gradient, and returns all of them for every
/// slice; see ``vectorized(over:axes:resultAxis:of:)`` for one.
///
/// ```swift
/// let (losses, gradients) = vectorized(over: x, y) { x, y in valueAndGradient(at: w) { w in loss(w, x, y) } }
/// ```
///
/// - Parameters:
///   - arguments: as for one result.
///   - axes: as for one result.
///   - resultAxis: the axis of all results that the slices lie along.
///   - body: a function of a slice of each argument.
/// - Throws: what `body` throws.
public func vectorized<each Argument: TensorGroup, each Result: TensorGroup>(
    over arguments: repeat each Argument, axes: [Int?]? = nil, resultAxis: Int = 0,
    of body: (repeat each Argument) throws -> (repeat each Result)
) rethrows -> (repeat each Result) {
    var slicing = BatchSlicing(axes)
    let slices = (repeat slicing.slice(each arguments))
    slicing.finish()
    let results = try body(repeat each slices)
    var roots: [AnyTensor] = []
    for result in repeat each results { roots += result.tensors }
    let evaluation = BatchEvaluation(of: roots, slicing)
    return (repeat evaluation.stacked(each results, along: resultAxis))
}

/// The arguments of a vectorised function: variables without elements that stand for a slice, and the values of all
/// slices.
struct BatchSlicing {
    private let axes: [Int?]?
    private var argument = 0
    /// The variables, which are kept alive because they are told apart by their address.
    private(set) var variables: [(node: Node, batch: AnyTensor)] = []
    /// The number of slices.
    private(set) var count = 0
    /// The number of variables that had been made before the function is called.
    private(set) var outerVariables = 0

    init(_ axes: [Int?]?) {
        self.axes = axes
    }

    /// Returns an argument with variables of the shape of a slice in place of its tensors.
    mutating func slice<Argument: TensorGroup>(_ value: Argument) -> Argument {
        defer { argument += 1 }
        if let axes, argument >= axes.count { stop([], "there are more arguments than axes, which are \(axes.count)") }
        guard let axis = axes.map({ $0[argument] }) ?? 0 else { return value }
        var copy = value
        copy.forEachTensor { $0 = slice($0, axis) }
        return copy
    }

    private mutating func slice(_ tensor: AnyTensor, _ axis: Int) -> AnyTensor {
        guard let axis = tensor.shape.resolvedAxis(axis) else { stop([tensor.shape], "there is no axis \(axis)") }
        let batch = tensor.movingAxis(axis, to: 0)
        if variables.isEmpty { count = batch.shape[0] }
        guard batch.shape[0] == count else {
            stop([tensor.shape], "\(counted(batch.shape[0], "slice")), but \(count) of another argument")
        }
        let variable = AnyTensor(tracedVariable: Shape(Array(batch.shape.dropFirst())), batch.scalarType)
        if let node = variable.node { variables.append((node, batch)) }
        return variable
    }

    /// Checks that there are slices, before the function is called and after all arguments have been sliced.
    mutating func finish() {
        if let axes, axes.count != argument { stop([], "\(axes.count) axes for \(counted(argument, "argument"))") }
        if variables.isEmpty { stop([], "no argument has an axis to map over") }
        outerVariables = VariableCount.current
    }

    private func stop(_ shapes: [Shape], _ reason: String) -> Never {
        ShapeError("vectorized", shapes, reason).stop()
    }
}
