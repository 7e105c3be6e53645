/// Permutes the axes, as a view.
package struct Permute<Scalar: TensorScalar>: TensorOperation {
    /// Axis i of the result is axis `order[i]` of the operand.
    package let order: [Int]

    /// Creates a permutation of the axes; `order` names each axis once, counted from the front.
    package init(_ order: [Int]) {
        self.order = order
    }

    package var name: String { "transpose" }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        guard order.sorted() == Array(inputs[0].indices) else {
            throw ShapeError(name, inputs, "\(order) does not name each axis once")
        }
        return Shape(order.map { inputs[0][$0] })
    }

    package func view(_ inputs: Inputs, shape: Shape) -> Tensor<Scalar>? {
        (inputs[0] as Tensor<Scalar>).permuted(order)
    }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        result.assign((inputs[0] as Tensor<Scalar>).permuted(order))
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        var inverse = order
        for (index, axis) in order.enumerated() { inverse[axis] = index }
        return upstream.transposed(inverse).erased
    }

    package func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        .single(rows, used: "") { order.firstIndex(of: $0) }
    }
}

extension Permute: VectorizedOperation {
    package func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        Permute([0] + order.map { $0 + 1 }).applied(to: operands.tensors)
    }
}

extension Permute: MaskPropagatingOperation {
    func maskPropagation(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> MaskPropagation { .rearranged }
}

extension Tensor {
    /// Returns the tensor with its last two axes exchanged; a vector or a scalar stays as it is. Copies nothing.
    public func transposed() -> Tensor {
        guard rank > 1 else { return self }
        var order = Array(shape.indices)
        order.swapAt(rank - 1, rank - 2)
        return transposed(order)
    }

    /// Returns the tensor with its axes permuted: axis i of the result is axis `order[i]` of this tensor. Copies
    /// nothing. Stops if `order` does not name each axis once.
    public func transposed(_ order: [Int]) -> Tensor {
        apply(Permute<Scalar>(order.map { $0 < 0 ? $0 + rank : $0 }), to: [erased])
    }
}
