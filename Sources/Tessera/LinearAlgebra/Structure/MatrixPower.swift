extension Tensor where Scalar: RealScalar {
    /// This square matrix, or each of a batch, multiplied with itself: A³ = A·A·A, A⁰ the identity, A⁻² the inverse of A².
    ///
    /// - Throws: `LinearAlgebraError.singular` for a negative exponent and a singular matrix.
    public func matrixPower(_ exponent: Int) throws(LinearAlgebraError) -> Tensor {
        guard rank >= 2, shape[rank - 1] == shape[rank - 2] else { stop("matrixPower", "needs square matrices") }
        var base = exponent < 0 ? try inverse() : self
        var (rest, power) = (exponent.magnitude, Tensor?.none)
        while rest > 0 {
            if rest & 1 == 1 { power = power?.matmul(base) ?? base }
            rest >>= 1
            if rest > 0 { base = base.matmul(base) }
        }
        return power ?? Tensor(identity: shape[rank - 1]).expanded(to: shape)
    }

    /// The Kronecker product A ⊗ B: each element of A times B. Batch extents are broadcast.
    public func kronecker(_ other: Tensor) -> Tensor {
        guard rank >= 2, other.rank >= 2 else {
            ShapeError("kronecker", [shape, other.shape], "needs matrices, or batches of them").stop()
        }
        let (own, others) = (shape.matrix, other.shape.matrix)
        let a = reshaped(to: Shape(shape.batch.dimensions + [own.rows, 1, own.columns, 1]))
        let b = other.reshaped(to: Shape(other.shape.batch.dimensions + [1, others.rows, 1, others.columns]))
        let product = a * b
        let extents = [own.rows * others.rows, own.columns * others.columns]
        return product.reshaped(to: Shape(product.shape.dropLast(4) + extents))
    }
}
