extension Tensor where Scalar: RealScalar {
    /// Returns a power of this square matrix, or of each of a batch, by repeated squaring: A³ = A·A·A, A⁰ is the
    /// identity, A⁻² = (A⁻¹)².
    ///
    /// - Throws: `LinearAlgebraError.singular` for a negative exponent and a singular matrix, `nonFinite`.
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

    /// Returns the Kronecker product A ⊗ B, the block matrix whose blocks are each element of A times B: of m × n and p
    /// × q it is mp × nq. Batch extents are broadcast. A vector is a matrix of one row; two vectors give a vector.
    public func kronecker(_ other: Tensor) -> Tensor {
        guard rank > 0, other.rank > 0 else {
            ShapeError("kronecker", [shape, other.shape], "needs vectors or matrices, or batches of them").stop()
        }
        if rank == 1, other.rank == 1 { return outer(other).flattened() }
        if rank == 1 { return expandingDimensions(at: 0).kronecker(other) }
        if other.rank == 1 { return kronecker(other.expandingDimensions(at: 0)) }
        let (left, right) = (shape.matrix, other.shape.matrix)
        let a = reshaped(to: Shape(shape.batch.dimensions + [left.rows, 1, left.columns, 1]))
        let b = other.reshaped(to: Shape(other.shape.batch.dimensions + [1, right.rows, 1, right.columns]))
        let product = a * b
        let extents = [left.rows * right.rows, left.columns * right.columns]
        return product.reshaped(to: Shape(product.shape.dropLast(4) + extents))
    }
}
