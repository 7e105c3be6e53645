/// The adjoint of `Slice` (a pad): writes the operand to the given positions of a larger tensor, which is
/// `filling` elsewhere.
package struct Pad<Scalar: TensorScalar>: TensorOperation {
    /// The positions of the operand in the result, one slice for each axis.
    package let slices: [AxisSlice]
    /// The shape of the result.
    package let target: Shape
    /// The value of all other elements.
    package let filling: Scalar

    /// Creates an operation that writes its operand to the given positions of a tensor of shape `target`.
    package init(_ slices: [AxisSlice], in target: Shape, filling: Scalar = .zeroScalar) {
        self.slices = slices
        self.target = target
        self.filling = filling
    }

    package var name: String { "pad" }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        try checkTargets(slices, of: target, name)
        guard inputs[0] == Shape(slices.map(\.count)) else {
            throw ShapeError(name, [inputs[0], target], "the operand must have the shape of the positions it goes to")
        }
        return target
    }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        result.base.initialize(repeating: filling, count: result.count)
        write(inputs[0], slices, of: target, to: result.base)
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        apply(Slice<Scalar>(slices), to: [upstream.erased]).erased
    }

    package func resized(axis: Int, to extent: Int) -> Self {
        Self(slices.resized(axis, to: extent), in: target.resized(axis, to: extent), filling: filling)
    }

    package func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        .single(rows, used: "rows are written to positions by their number") { row in
            slices[row] == AxisSlice(start: 0, count: target[row]) ? row : nil
        }
    }
}

extension Pad: VectorizedOperation {
    package func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        Pad(slices.batched(operands.count), in: operands.batched(target), filling: filling).applied(
            to: operands.tensors)
    }
}

/// Writes a tensor to the given positions of row-major memory of the given shape.
func write<Scalar: TensorScalar>(
    _ tensor: Tensor<Scalar>, _ slices: [AxisSlice], of shape: Shape, to base: UnsafeMutablePointer<Scalar>
) {
    let part = StridedLayout(shape).sliced(slices)
    StridedCopy.copy(
        tensor.base, strides: tensor.resolvedStrides, to: base + part.offset, strides: part.resolvedStrides,
        extents: tensor.shape)
    withExtendedLifetime(tensor.storage) {}
}
