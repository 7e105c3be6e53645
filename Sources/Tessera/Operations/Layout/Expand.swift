/// Broadcasts to a larger shape, as a view: axes of extent 1 are repeated, and axes are added in front.
package struct Expand<Scalar: TensorScalar>: TensorOperation, RepeatingOperation {
    /// The shape of the result.
    package let target: Shape

    /// Creates a broadcast to a shape.
    package init(to target: Shape) {
        self.target = target
    }

    package var name: String { "expand" }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        guard inputs[0].broadcast(with: target) == target, target.allSatisfy({ $0 >= 0 }) else {
            throw ShapeError(name, [inputs[0], target], "only axes of extent 1 can be stretched")
        }
        return target
    }

    package func view(_ inputs: Inputs, shape: Shape) -> Tensor<Scalar>? {
        let x: Tensor<Scalar> = inputs[0]
        return x.view(x.layout.broadcast(to: target))
    }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        if let view = view(inputs, shape: target) { result.assign(view) }
    }

    /// The upstream gradient itself: the reverse walk sums it over the broadcast axes.
    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? { upstream.erased }

    package func resized(axis: Int, to extent: Int) -> Self {
        Self(to: target.resized(axis, to: extent))
    }

    package func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        .single(rows, used: "") { $0 + target.rank - shapes[0].rank }
    }
}

extension Expand: VectorizedOperation {
    package func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        Expand(to: operands.batched(target)).applied(to: [operands.aligned(0, rank: target.rank)])
    }
}

extension Expand: MaskPropagatingOperation {
    func maskPropagation(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> MaskPropagation { .rearranged }
}

extension Tensor {
    /// Returns this tensor broadcast to a larger shape: axes of extent 1 are repeated. Copies nothing. Stops if the
    /// shapes do not fit.
    public func expanded(to shape: Shape) -> Tensor {
        shape == self.shape ? self : apply(Expand<Scalar>(to: shape), to: [erased])
    }
}

extension Tensor where Scalar: RealScalar {
    /// The adjoint of `expanded(to:)`: sums over every axis along which `shape` would be broadcast to this one.
    func summed(to shape: Shape) -> Tensor {
        let shift = rank - shape.rank
        let axes = self.shape.indices.filter { $0 < shift || (shape[$0 - shift] == 1 && self.shape[$0] != 1) }
        return sum(axes: axes, keepingDimensions: true).reshaped(to: shape)
    }
}
