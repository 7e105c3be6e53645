/// Concatenates tensors along an axis. The shapes must agree except for the extent of that axis, and negative axes
/// count from the end.
package struct Concatenate<Scalar: TensorScalar>: TensorOperation {
    /// The axis along which the operands are joined.
    package let axis: Int

    /// Creates a concatenation along an axis.
    package init(axis: Int) {
        self.axis = axis
    }

    package var name: String { "concatenate" }
    package var operandCount: Int? { nil }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        guard var result = inputs.first else { throw ShapeError(name, inputs, "needs at least one tensor") }
        guard let axis = result.resolvedAxis(axis) else { throw ShapeError(name, inputs, "there is no axis \(axis)") }
        for shape in inputs.dropFirst() {
            var (a, b) = (shape, result)
            guard a.rank == b.rank else { throw ShapeError(name, inputs, "the ranks differ") }
            (a[axis], b[axis]) = (0, 0)
            guard a == b else { throw ShapeError(name, inputs, "extents differ along axes other than \(axis)") }
            result[axis] += shape[axis]
        }
        return result
    }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        for (index, slices) in parts(inputs.tensors.map(\.shape)).enumerated() {
            write(inputs[index], slices, of: result.shape, to: result.base)
        }
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        apply(Slice<Scalar>(parts(inputs.tensors.map(\.shape))[input]), to: [upstream.erased]).erased
    }

    package func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        guard let row = rows.compactMap({ $0 }).first else { return .noRows }
        if rows.contains(where: { $0 != row }) { return .mixesRows("only some of the parts hold rows") }
        return row == shapes[0].resolvedAxis(axis) ? .mixesRows("rows are put one after another") : .perRow(axis: row)
    }

    /// Returns where each operand lies in the result.
    private func parts(_ shapes: [Shape]) -> [[AxisSlice]] {
        var start = 0
        return shapes.map { shape in
            var slices = shape.map { AxisSlice(start: 0, count: $0) }
            if let axis = shape.resolvedAxis(axis) {
                slices[axis] = AxisSlice(start: start, count: shape[axis])
                start += shape[axis]
            }
            return slices
        }
    }
}

extension Concatenate: VectorizedOperation {
    package func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        Concatenate(axis: axis < 0 ? axis : axis + 1).applied(to: operands.expanded)
    }
}

extension Concatenate: MaskPropagatingOperation {
    func maskPropagation(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> MaskPropagation { .rearranged }
}

extension Tensor {
    /// Creates a tensor of the given ones, one after another along an axis; all other extents must agree. Stops if they
    /// do not.
    ///
    /// ```swift
    /// let x = Tensor<Double>(concatenating: [Tensor(ones: [3, 1]), features], axis: 1)     // a column of ones before
    /// ```
    public init(concatenating tensors: [Tensor], axis: Int = 0) {
        self = apply(Concatenate<Scalar>(axis: axis), to: tensors.map(\.erased))
    }

    /// Creates a tensor of the given ones, which have equal shapes, along a new axis: three of shape [2] make one of
    /// shape [3, 2], or [2, 3] with `axis: 1`. Stops if the shapes differ or there is no tensor.
    public init(stacking tensors: [Tensor], axis: Int = 0) {
        if let odd = tensors.first(where: { $0.shape != tensors[0].shape }) {
            ShapeError("stack", [tensors[0].shape, odd.shape], "the shapes must be equal").stop()
        }
        guard let rank = tensors.first.map({ $0.rank + 1 }) else {
            fatalError("stack of nothing: needs at least one tensor")
        }
        let position = axis < 0 ? axis + rank : axis
        self.init(concatenating: tensors.map { $0.expandingDimensions(at: position) }, axis: position)
    }
}

extension Tensor {
    /// Returns the tensor with `filling` around it: `widths` has the number of elements before and after for each axis.
    public func padded(_ widths: [(before: Int, after: Int)], with filling: Scalar = .scalar(integer: 0)) -> Tensor {
        guard widths.count == rank, widths.allSatisfy({ $0.before >= 0 && $0.after >= 0 }) else {
            stop("padded", "needs two numbers of at least 0 for each axis, got \(widths)")
        }
        let target = Shape(zip(shape, widths).map { $0 + $1.before + $1.after })
        let slices = zip(shape, widths).map { AxisSlice(start: $1.before, count: $0) }
        return apply(Pad<Scalar>(slices, in: target, filling: filling), to: [erased])
    }

    /// Returns the whole tensor repeated along each axis; `repeats` is aligned at the last axis: `[1, 2].tiled([2])` is
    /// `[1, 2, 1, 2]`.
    public func tiled(_ repeats: [Int]) -> Tensor {
        guard repeats.allSatisfy({ $0 >= 0 }) else { stop("tiled", "cannot repeat \(repeats) times") }
        let rank = Swift.max(rank, repeats.count)
        let extents = [Int](repeating: 1, count: rank - self.rank) + shape.dimensions
        let counts = [Int](repeating: 1, count: rank - repeats.count) + repeats
        let apart = reshaped(to: Shape(extents.flatMap { [1, $0] }))
        let stretched = apart.expanded(to: Shape(zip(counts, extents).flatMap { [$0, $1] }))
        return stretched.reshaped(to: Shape(zip(counts, extents).map { $0 * $1 }))
    }

    /// Returns each element repeated along an axis: `[1, 2].repeated(2, axis: 0)` is `[1, 1, 2, 2]`.
    public func repeated(_ count: Int, axis: Int) -> Tensor {
        guard count >= 0 else { stop("repeated", "cannot repeat \(count) times") }
        let axis = Axes(operation: "repeated", requested: [axis]).checked(in: shape)[0]
        let apart = expandingDimensions(at: axis + 1)
        var (wide, merged) = (apart.shape, shape)
        wide[axis + 1] = count
        merged[axis] *= count
        return apart.expanded(to: wide).reshaped(to: merged)
    }
}
