/// The upper or lower triangle of each matrix of a batch, with zeros elsewhere.
struct Triangle<Scalar: TensorScalar>: BroadcastingOperation {
    let isUpper: Bool
    /// The diagonal that bounds the triangle: 0 is the main one, positive offsets lie above it.
    let offset: Int

    var name: String { isUpper ? "upperTriangle" : "lowerTriangle" }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        _ = try matrixExtents(name, inputs)
        return inputs[0]
    }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        result.kernels.copy(inputs[0] as Tensor<Scalar>, to: result.base)
        let (rows, columns) = result.shape.matrix
        for row in 0..<result.shape.dropLast().reduce(1, *) {
            let diagonal = row % rows + offset
            let zeros = isUpper ? 0..<max(0, min(columns, diagonal)) : max(0, min(columns, diagonal + 1))..<columns
            (result.base + row * columns + zeros.lowerBound).update(repeating: .zeroScalar, count: zeros.count)
        }
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        apply(self, to: [upstream.erased]).erased
    }

    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        .matrices(axes: axes, shapes: shapes, resultRank: 2)
    }
}

extension Tensor {
    /// Returns this matrix, or each of a batch, with zeros (`false` for `Bool`) below a diagonal: the main one, or the
    /// one `offset` above it. Only real numbers have a gradient.
    public func upperTriangle(_ offset: Int = 0) -> Tensor {
        apply(Triangle<Scalar>(isUpper: true, offset: offset), to: [erased])
    }

    /// Returns this matrix, or each of a batch, with zeros (`false` for `Bool`) above a diagonal: the main one, or the
    /// one `offset` above it. Only real numbers have a gradient.
    public func lowerTriangle(_ offset: Int = 0) -> Tensor {
        apply(Triangle<Scalar>(isUpper: false, offset: offset), to: [erased])
    }
}
