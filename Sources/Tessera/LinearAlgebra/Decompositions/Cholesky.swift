/// The Cholesky factor L with A = L·Lᵀ for symmetric positive definite matrices (LAPACK's potrf).
struct Cholesky<Scalar: RealScalar>: MatrixOperation {
    var name: String { "cholesky" }
    /// Nothing can overflow: no element of L exceeds the square root of the largest diagonal element of A.
    var refusesInfinity: Bool { false }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        _ = try matrixExtents(name, inputs, square: true)
        return inputs[0]
    }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let a = MatrixOperand<Scalar>(inputs[0], batch: result.shape.batch)
        let kernels = result.kernels.factorizations
        let (order, dense) = (a.rows, (inputs[0] as Tensor<Scalar>).contiguous())
        let many = { (range: Range<Int>, out: UnsafeMutablePointer<Scalar>) in
            kernels.batchedCholesky(range.count, order: order, dense.base + range.lowerBound * order * order, out)
        }
        try forEachMatrix(
            of: result, work: order * order * order / 3, together: SmallMatrices.together(order), many: many
        ) {
            (index, out) throws(LinearAlgebraError) in
            let l = try a.columns(index)
            if let order = kernels.cholesky(l.matrix) { throw .notPositiveDefinite(order: order) }
            l.matrix.setZeroAboveDiagonal()
            l.matrix.store(to: out)
        }
    }

    /// The gradient ½·(S + Sᵀ) with S = L⁻ᵀ·Φ(Lᵀ·L̄)·L⁻¹, where Φ takes the lower triangle and halves the diagonal (S.
    /// F. Walter, "Structured higher-order algorithmic differentiation in the forward and reverse mode with application
    /// in optimum experimental design", 2012).
    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result l: Tensor<Scalar>
    ) -> AnyTensor? {
        let product = l.transposed().matmul(upstream)
        let half = (product.lowerTriangle() + product.lowerTriangle(-1)) * 0.5
        let left = l.solvingTriangle(half, upper: false, transposed: true)
        let both = l.solvingTriangle(left.transposed(), upper: false, transposed: true)
        return ((both + both.transposed()) * 0.5).erased
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns the Cholesky factor, the lower triangle L with A = L·Lᵀ, of this symmetric positive definite matrix or
    /// of each of a batch. The upper triangle of A does not affect the result, but must be finite too; the gradient is
    /// that of a symmetric matrix.
    ///
    /// - Throws: `LinearAlgebraError.notPositiveDefinite`, `nonFinite`.
    public func cholesky() throws(LinearAlgebraError) -> Tensor {
        try applyThrowing(Cholesky<Scalar>(), to: [erased])
    }
}
