/// An operation of one operand that works along an axis: every line along it by itself. The result has the shape of the
/// operand, unless the operation states another.
package protocol AxisOperation: VectorizedOperation {
    /// The axis; a negative one counts from the end.
    var axis: Int { get set }
    /// The reason why rows that lie along the axis cannot be computed by themselves.
    var rowsReason: String { get }
}

extension AxisOperation {
    /// Returns the axis, counted from the front.
    ///
    /// - Throws: `ShapeError` if there is no such axis.
    package func resolvedAxis(in shape: Shape) throws(ShapeError) -> Int {
        try Axes(operation: name, requested: [axis]).resolved(in: shape)[0]
    }

    /// Returns the axis after the shape rule has checked it.
    package func checkedAxis(in shape: Shape) -> Int {
        stopping { () throws(ShapeError) in try resolvedAxis(in: shape) }
    }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        _ = try resolvedAxis(in: inputs[0])
        return inputs[0]
    }

    /// Returns the shape of a result that holds positions along the axis, which `Int32` must be able to number.
    package func shapeOfPositions(in shape: Shape) throws(ShapeError) -> Shape {
        guard shape[try resolvedAxis(in: shape)] <= Int(Int32.max) else {
            throw ShapeError(name, [shape], "at most \(Int32.max) elements along an axis can be numbered")
        }
        return shape
    }

    package func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        var shifted = self
        shifted.axis = checkedAxis(in: operands.shape(0)) + 1
        return shifted.applied(to: operands.tensors)
    }

    package func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        let used = checkedAxis(in: shapes[0])
        return .single(rows, used: rowsReason) { $0 == used ? nil : $0 }
    }
}
