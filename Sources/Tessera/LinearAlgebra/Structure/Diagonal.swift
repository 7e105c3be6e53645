/// A diagonal of each matrix of a batch, as a view that copies nothing.
struct Diagonal<Scalar: RealScalar>: BroadcastingOperation {
    /// The diagonal: 0 is the main one, positive offsets lie above it.
    let offset: Int

    var name: String { "diagonal" }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let (rows, columns) = try matrixExtents(name, inputs)
        return Shape(inputs[0].batch.dimensions + [max(0, min(rows + min(0, offset), columns - max(0, offset)))])
    }

    func view(_ inputs: Inputs, shape: Shape) -> Tensor<Scalar>? {
        let x: Tensor<Scalar> = inputs[0]
        let strides = x.resolvedStrides
        let (row, column) = (strides[x.rank - 2], strides[x.rank - 1])
        let start = shape.elementCount == 0 ? 0 : max(0, -offset) * row + max(0, offset) * column
        return x.view(shape: shape, strides: strides.dropLast(2) + [row + column], offset: x.offset + start)
    }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        if let view = view(inputs, shape: result.shape) { result.assign(view) }
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let (rows, columns) = inputs.shape(0).matrix
        return apply(DiagonalMatrix<Scalar>(offset: offset, rows: rows, columns: columns), to: [upstream.erased]).erased
    }

    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        .matrices(axes: axes, shapes: shapes, resultRank: 1)
    }
}

/// Matrices with the vectors of the operand on a diagonal and zeros elsewhere: the adjoint of `Diagonal`.
struct DiagonalMatrix<Scalar: RealScalar>: BroadcastingOperation {
    let offset: Int
    let rows: Int
    let columns: Int

    var name: String { "diagonalMatrix" }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        guard let count = inputs[0].last else { throw ShapeError(name, inputs, "needs a vector, or a batch of them") }
        let length = max(0, min(rows + min(0, offset), columns - max(0, offset)))
        guard count == length else { throw ShapeError(name, inputs, "the diagonal has \(length) elements") }
        return Shape(inputs[0].dropLast() + [rows, columns])
    }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x = (inputs[0] as Tensor<Scalar>).contiguous()
        let count = x.shape[x.rank - 1]
        result.base.initialize(repeating: 0, count: result.count)
        let start = max(0, -offset) * columns + max(0, offset)
        for index in 0..<x.count {
            let matrix = result.base + index / count * rows * columns
            matrix[start + index % count * (columns + 1)] = x.base[index]
        }
        withExtendedLifetime(x.storage) {}
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        apply(Diagonal<Scalar>(offset: offset), to: [upstream.erased]).erased
    }

    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        .single(axes, used: "the rows become a diagonal") { $0 == shapes[0].rank - 1 ? nil : $0 }
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns a diagonal of this matrix, or of each of a batch, without a copy.
    ///
    /// - Parameter offset: 0 for the main diagonal, positive for one above it, negative for one below it.
    /// - Returns: a tensor of shape […, k], where k is the length of the diagonal.
    public func diagonal(_ offset: Int = 0) -> Tensor {
        apply(Diagonal<Scalar>(offset: offset), to: [erased])
    }

    /// Returns the square matrix with this vector on its diagonal, or one for each vector of a batch: shape […, n]
    /// becomes […, n, n].
    public func diagonalMatrix() -> Tensor {
        let count = shape.last ?? 0
        return apply(DiagonalMatrix<Scalar>(offset: 0, rows: count, columns: count), to: [erased])
    }

    /// Returns the sum of the main diagonal of this matrix, or of each of a batch.
    public func trace() -> Tensor { diagonal().sum(axis: -1) }
}
