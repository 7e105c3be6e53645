/// Returns what `body` returns for a tensor. For the gradient only the argument and the result are kept, not the values
/// between them: the reverse walk computes those again (Griewank and Walther, "Revolve", 2000; Chen et al., "Training
/// deep nets with sublinear memory cost", 2016).
///
/// ```swift
/// var x = input
/// for layer in layers { x = checkpointed(x) { layer($0).tanh() } }
/// ```
///
/// `body` is traced once, on tensors without elements: it must not read them. Variables that it uses from outside get
/// their gradients too. In a plan, which keeps the values of one tile only, `body` is simply called.
public func checkpointed<Scalar: RealScalar>(
    _ argument: Tensor<Scalar>, _ body: (Tensor<Scalar>) -> Tensor<Scalar>
) -> Tensor<Scalar> {
    checkpointed([argument]) { body($0[0]) }
}

/// Returns what `body` returns for several tensors, and computes it again for the gradient; see
/// `checkpointed(_:_:)` for one.
public func checkpointed<Scalar: RealScalar>(
    _ arguments: [Tensor<Scalar>], _ body: ([Tensor<Scalar>]) -> Tensor<Scalar>
) -> Tensor<Scalar> {
    if arguments.contains(where: \.isTraced) { return body(arguments) }
    let trace = ScanTrace(state: [], sequences: [], captured: arguments.map(\.shape)) { variables in
        .init(state: [], outputs: [body(variables.captured)])
    }
    return apply(Checkpoint<Scalar>(body: trace.body), to: (arguments + trace.found).map(\.erased))
}

/// A traced function that is computed as one operation, and again for its gradient.
struct Checkpoint<Scalar: RealScalar>: JointGradientOperation {
    /// The function: its operands are the captured tensors of the body, its result is the only output.
    let body: ScanBody

    var name: String { "checkpoint" }
    var operandCount: Int? { nil }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        guard inputs == body.captured else { throw ShapeError(name, inputs, "needs the shapes it was traced with") }
        return body.outputs.shapes[0]
    }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        result.assign(value(inputs.tensors.map { $0.recorded(by: nil) }))
    }

    private func value(_ operands: [AnyTensor]) -> Tensor<Scalar> {
        let typed = operands.indices.map { Inputs(operands)[$0] as Tensor<Scalar> }
        return body.replay(state: [], sequences: [], captured: typed).outputs[0]
    }

    func gradients(
        _ upstream: Tensor<Scalar>, at operands: [Int], inputs: Inputs, result: Tensor<Scalar>
    ) -> [AnyTensor?] {
        let isRecorded = upstream.isRecorded || inputs.tensors.contains { $0.node != nil }
        let values = inputs.tensors.indices.map { inputs[$0] as Tensor<Scalar> }
        let variables = values.enumerated().map { operands.contains($0.offset) ? $0.element.watched() : $0.element }
        let value = value(variables.map(\.erased))
        let targets = operands.compactMap { variables[$0].node }
        var gradients = Gradients(of: value, seed: upstream, along: targets, recording: isRecorded)
        return operands.map { gradients.take(like: values[$0]).erased }
    }

    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        axes.contains { $0 != nil } ? .mixesRows("a checkpoint is computed as a whole") : .noRows
    }
}

/// An operation whose gradients of several operands are computed together, for less than one by one.
protocol JointGradientOperation: TensorOperation {
    /// The vector–Jacobian products of some operands; see `TensorOperation.gradient`.
    func gradients(
        _ upstream: Tensor<Scalar>, at operands: [Int], inputs: Inputs, result: Tensor<Scalar>
    ) -> [AnyTensor?]
}

extension JointGradientOperation {
    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        gradients(upstream, at: [input], inputs: inputs, result: result)[0]
    }
}

/// The vector–Jacobian products (vjp) of a node whose gradients are computed together.
func vjp<Op: JointGradientOperation>(
    joint operation: Op, _ upstream: AnyTensor, _ node: Node, at operands: [Int], recording: Bool
) -> [AnyTensor?] {
    guard let upstream: Tensor<Op.Scalar> = upstream.typed(), let value: Tensor<Op.Scalar> = node.value.typed() else {
        return operands.map { _ in nil }
    }
    let inputs = recording ? node.inputs : node.inputs.map { $0.recorded(by: nil) }
    let result = recording ? value.recorded(by: node) : value
    return operation.gradients(upstream, at: operands, inputs: Inputs(inputs), result: result)
}
