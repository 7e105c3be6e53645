/// An elementwise operation on operands that are broadcast to one shape: rows of a batch stay rows, and in a plan it is a
/// single step.
package protocol ElementwiseOperation: LoweredOperation, BroadcastingOperation {
    /// Returns the step that computes the result.
    func step(_ extent: Step.Extent, _ operands: [Step.Operand], _ result: Step.Reference) -> Step
}

extension ElementwiseOperation {
    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { try broadcastShape(name, inputs) }

    package func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        .broadcasting(axes: axes, shapes: shapes)
    }

    package func lower(
        _ operands: [OperandView], to result: OperandView, accumulates: Bool, in builder: inout ProgramBuilder
    ) -> Bool {
        if accumulates { return false }
        builder.elementwise(operands, result.shape) { step($0, $1, result.reference) }
        return true
    }
}

/// Returns the shape that all operands are broadcast to.
///
/// - Throws: `ShapeError` that names the operands if there is none.
func broadcastShape(_ operation: String, _ inputs: [Shape]) throws(ShapeError) -> Shape {
    var common = inputs[0]
    for shape in inputs.dropFirst() {
        guard let next = common.broadcast(with: shape) else {
            throw ShapeError(operation, inputs, "extents aligned at the last axis must be equal or 1")
        }
        common = next
    }
    return common
}
