/// Replaces a slice (a dynamic update slice): the first operand with the given positions replaced by the second.
package struct DynamicUpdateSlice<Scalar: TensorScalar>: TensorOperation {
    /// The positions that are replaced, one slice for each axis.
    package let slices: [AxisSlice]

    /// Creates an operation that replaces the given positions.
    package init(_ slices: [AxisSlice]) {
        self.slices = slices
    }

    package var name: String { "dynamicUpdateSlice" }
    package var operandCount: Int? { 2 }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        try checkTargets(slices, of: inputs[0], name)
        guard inputs[1] == Shape(slices.map(\.count)) else {
            throw ShapeError(name, inputs, "the positions to replace have the shape \(Shape(slices.map(\.count)))")
        }
        return inputs[0]
    }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        result.assign(inputs[0])
        write(inputs[1], slices, of: result.shape, to: result.base)
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        if input == 1 { return apply(Slice<Scalar>(slices), to: [upstream.erased]).erased }
        let nothing = Tensor<Scalar>(.zeroScalar).expanded(to: inputs.shape(1))
        return apply(self, to: [upstream.erased, nothing.erased]).erased
    }

    package func resized(axis: Int, to extent: Int) -> Self {
        Self(slices.resized(axis, to: extent))
    }

    package func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        guard let row = rows[0] ?? rows[1] else { return .noRows }
        guard rows[0] == rows[1], slices[row] == AxisSlice(start: 0, count: shapes[0][row]) else {
            return .mixesRows("rows are replaced by their number")
        }
        return .perRow(axis: row)
    }
}

extension DynamicUpdateSlice: VectorizedOperation {
    package func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        DynamicUpdateSlice(slices.batched(operands.count)).applied(to: operands.expanded)
    }
}
