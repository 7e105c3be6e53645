/// Gives the same elements, in row-major order, another shape. The result is a view if the layout allows one.
package struct Reshape<Scalar: TensorScalar>: TensorOperation, RegroupingOperation {
    /// The shape of the result; one extent may be −1.
    package let target: Shape

    /// - Parameter target: the shape of the result. One extent may be −1: it is inferred from the number of elements.
    package init(to target: Shape) {
        self.target = target
    }

    package var name: String { "reshape" }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        var resolved = target
        let known = Shape(target.filter { $0 != -1 }).addressableCount ?? 0
        if let free = target.firstIndex(of: -1), known > 0 {
            resolved[free] = inputs[0].elementCount / known
        }
        guard resolved.addressableCount == inputs[0].elementCount else {
            throw ShapeError(
                name, [inputs[0], target], "\(inputs[0].elementCount) elements do not fit the second shape")
        }
        return resolved
    }

    package func view(_ inputs: Inputs, shape: Shape) -> Tensor<Scalar>? {
        let x: Tensor<Scalar> = inputs[0]
        return x.layout.reshaped(to: shape).map { x.view($0) }
    }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        result.kernels.copy(inputs[0] as Tensor<Scalar>, to: result.base)
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        apply(Reshape<Scalar>(to: inputs.shape(0)), to: [upstream.erased]).erased
    }

    package func resized(axis: Int, to extent: Int) -> Self {
        target[axis] == -1 ? self : Self(to: target.resized(axis, to: extent))
    }

    package func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        guard let row = rows[0] else { return .noRows }
        let result = stopping { () throws(ShapeError) in try shape(of: shapes) }
        // The row axis maps to the result axis that has the same number of elements before it. There the rows are
        // either the leading factor of an axis that merges them with the following ones, or are split, with the extent
        // as their leading factor.
        guard result.elementCount > 0 else { return .mixesRows("there are no elements") }
        let (before, rows) = (shapes[0][..<row].reduce(1, *), shapes[0][row])
        var product = 1
        for (axis, extent) in result.enumerated() {
            if product == before, extent > 1 || rows == 1, extent % rows == 0 || rows % max(1, extent) == 0 {
                return .perRow(axis: axis)
            }
            product *= extent
        }
        return .mixesRows("the rows are merged with or split into other axes")
    }
}

extension Reshape: VectorizedOperation {
    package func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        let result = stopping { () throws(ShapeError) in try shape(of: operands.shapes) }
        return Reshape(to: operands.batched(result)).applied(to: operands.tensors)
    }
}

extension Reshape: LoweredOperation {
    package var stepScalarType: ScalarType? { nil }

    /// Copies the elements. The compiler calls this only if the reshape cannot be expressed as a view.
    package func lower(
        _ operands: [OperandView], to result: OperandView, accumulates: Bool, in builder: inout ProgramBuilder
    ) -> Bool {
        guard !accumulates else { return false }
        builder.copy(operands[0], to: result)
        return true
    }
}

extension Reshape: MaskPropagatingOperation {
    func maskPropagation(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> MaskPropagation { .rearranged }
}

extension Tensor {
    /// Returns the same elements in another shape; one extent may be −1. Copies nothing if the layout allows a view.
    /// Stops if the number of elements differs.
    public func reshaped(to shape: Shape) -> Tensor {
        shape == self.shape ? self : apply(Reshape<Scalar>(to: shape), to: [erased])
    }

    /// Returns all elements, in row-major order, as a vector.
    public func flattened() -> Tensor { reshaped(to: [count]) }

    /// Returns the same tensor with an axis of extent 1 inserted, which becomes axis `axis` of the result. Negative
    /// numbers count from the end. Stops if the axis is out of range.
    public func expandingDimensions(at axis: Int) -> Tensor {
        let index = axis < 0 ? axis + rank + 1 : axis
        guard (0...rank).contains(index) else {
            stop("expandingDimensions", "there is no position for an axis \(axis)")
        }
        var dimensions = shape.dimensions
        dimensions.insert(1, at: index)
        return reshaped(to: Shape(dimensions))
    }

    /// Returns the same tensor without the given axes, which must have extent 1; without all axes of extent 1 if none
    /// are given.
    public func squeezed(axes: [Int]? = nil) -> Tensor {
        let chosen = axes ?? shape.indices.filter { shape[$0] == 1 }
        let resolved = Axes(operation: "squeezed", requested: chosen).checked(in: shape)
        if let wide = resolved.first(where: { shape[$0] != 1 }) { stop("squeezed", "axis \(wide) is not of extent 1") }
        return reshaped(to: shape.removingAxes(resolved, keepingDimensions: false))
    }
}
