/// An operation that a plan lowers to steps, instead of calling its `forward` on every tile.
///
/// The conformance stands in the file of the operation, beside its gradient and its row rule: the compiler of plans
/// knows no operation by name. `ProgramBuilder` has a function for each kind of step, which decides how operands of any
/// layout are read.
package protocol LoweredOperation: TensorOperation {
    /// The element type that the steps compute in, by default that of the result. A plan whose own is another calls
    /// `forward` instead. It is nil if the steps move elements of any type.
    var stepScalarType: ScalarType? { get }

    /// Appends the steps that compute the result. The result is row-major; operands may have any layout.
    ///
    /// - Parameter accumulates: Whether the result is added to the sum of the earlier tiles.
    /// - Returns: False, with nothing appended, if there are no steps for these layouts.
    func lower(
        _ operands: [OperandView], to result: OperandView, accumulates: Bool, in builder: inout ProgramBuilder
    ) -> Bool

    /// Whether the result may overwrite an operand of the same extents, because each element depends only on the
    /// corresponding elements of the operands.
    var worksInPlace: Bool { get }

    /// Returns the number of multiplications and additions; nil if it is the number of elements.
    func work(_ inputs: [Shape], result: Shape) -> Int?
}

extension LoweredOperation {
    package var stepScalarType: ScalarType? { Scalar.scalarType }
    package var worksInPlace: Bool { false }
    package func work(_ inputs: [Shape], result: Shape) -> Int? { nil }
}

/// An operation that can add its result to what memory holds, and touches few of its elements.
///
/// A sum over the tiles of a plan is then accumulated by the operation itself. Otherwise each tile computes the whole
/// result, which for the gradient of an embedding is zero except for a few rows, and adds it.
package protocol AccumulatingOperation: TensorOperation {
    /// Adds the result to the elements of the destination.
    func accumulate(_ inputs: Inputs, into result: borrowing Destination<Scalar>)
}

extension ProgramBuilder {
    /// Appends the steps of an operation, or a call of its `forward` if it has none.
    mutating func emit(
        _ operation: any TensorOperation, _ operands: [OperandView], to result: OperandView, accumulates: Bool
    ) {
        if let lowered = operation as? any LoweredOperation, lowered.stepScalarType ?? scalarType == scalarType,
            lowered.lower(operands, to: result, accumulates: accumulates, in: &self)
        {
            return
        }
        if !accumulates || operation is any AccumulatingOperation {
            return call(operation, operands, to: result, accumulates: accumulates)
        }
        let term = allocate(result.shape, result.scalarType)
        emit(operation, operands, to: term, accumulates: false)
        append(.add(result.count, term.reference, result.reference))
        release(term)
    }
}
