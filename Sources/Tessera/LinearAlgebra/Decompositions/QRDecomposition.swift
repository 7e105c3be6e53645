/// The Householder QR factorisation A = Q·R, where Q has orthonormal columns and R is an upper triangle (LAPACK's
/// geqrf, orgqr).
struct QRDecomposition<Scalar: RealScalar>: MatrixOperation {
    /// Whether Q is square; otherwise it has as many columns as the smaller extent of A.
    let isFull: Bool

    var name: String { "qr" }
    var resultRank: Int { 1 }

    func parts(_ a: Shape) -> MatrixParts {
        let (rows, columns) = a.matrix
        let inner = isFull ? rows : min(rows, columns)
        return MatrixParts((rows, inner), (inner, columns))
    }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        _ = try matrixExtents(name, inputs)
        return Shape(inputs[0].batch.dimensions + [parts(inputs[0]).count])
    }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let a = MatrixOperand<Scalar>(inputs[0], batch: inputs.shape(0).batch)
        let kernels = result.kernels.factorizations
        let (inner, parts) = (isFull ? a.rows : min(a.rows, a.columns), parts(inputs.shape(0)))
        try forEachMatrix(of: result, work: 2 * a.rows * a.columns * inner) { (index, out) throws(LinearAlgebraError) in
            let packed = try a.columns(index)
            let q = Columns<Scalar>(rows: a.rows, columns: inner)
            withTau(min(a.rows, a.columns)) { kernels.qr(packed.matrix, tau: $0, q: q.matrix) }
            q.matrix.store(to: out)
            packed.matrix.storeUpperTriangle(rows: inner, to: out + parts.offset(1))
        }
    }

    /// The gradient for at least as many rows as columns follows S. F. Walter, L. Lehmann, "Algorithmic differentiation
    /// of linear algebra functions with application in optimum experimental design", 2010; for more columns than rows
    /// D. Roberts, L. Roberts, "QR and LQ decomposition matrix backpropagation algorithms for square, wide, and deep
    /// matrices", 2020. The last columns of a full Q are any that complete the basis.
    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let (rows, columns) = inputs.shape(0).matrix
        let (parts, inner) = (parts(inputs.shape(0)), min(rows, columns))
        let (q, qGradient) = parts.matrix(0, of: result).leading(inner, parts.matrix(0, of: upstream))
        let r = parts.matrix(1, of: result).sliced(axis: -2, 0..<inner)
        let rGradient = parts.matrix(1, of: upstream).sliced(axis: -2, 0..<inner)
        if rows >= columns { return Self.squareGradient(q, r, qGradient, rGradient).erased }
        let (left, right) = (0..<rows, rows..<columns)
        let a: Tensor<Scalar> = inputs[0]
        let whole = qGradient + a.sliced(axis: -1, right).matmul(rGradient.sliced(axis: -1, right).transposed())
        let first = Self.squareGradient(q, r.sliced(axis: -1, left), whole, rGradient.sliced(axis: -1, left))
        return Tensor(concatenating: [first, q.matmul(rGradient.sliced(axis: -1, right))], axis: -1).erased
    }

    /// Returns (Q̄ + Q·copyltu(R·R̄ᵀ − Q̄ᵀ·Q))·R⁻ᵀ, the gradient for square R, where copyltu mirrors the lower
    /// triangle.
    private static func squareGradient(
        _ q: Tensor<Scalar>, _ r: Tensor<Scalar>, _ qGradient: Tensor<Scalar>, _ rGradient: Tensor<Scalar>
    ) -> Tensor<Scalar> {
        let m = r.matmul(rGradient.transposed()) - qGradient.transposed().matmul(q)
        let mirrored = m.lowerTriangle() + m.lowerTriangle(-1).transposed()
        let product = qGradient + q.matmul(mirrored)
        return r.solvingTriangle(product.transposed(), upper: true).transposed()
    }
}

/// Calls `body` with uninitialised memory for the scalar factors (tau) of `count` reflectors.
func withTau<Scalar: RealScalar>(_ count: Int, _ body: (UnsafeMutablePointer<Scalar>) -> Void) {
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: max(1, count)) { body($0.baseAddress!) }
}

extension Tensor where Scalar: RealScalar {
    /// Returns the QR factorisation A = Q·R of this matrix, or of each of a batch, where the columns of Q are
    /// orthonormal and R is an upper triangle.
    ///
    /// - Parameter full: whether Q is square; otherwise A of m × n gives Q of m × min(m, n) and R of min(m, n) × n.
    /// - Throws: `LinearAlgebraError.nonFinite`.
    public func qr(full: Bool = false) throws(LinearAlgebraError) -> (q: Tensor, r: Tensor) {
        let operation = QRDecomposition<Scalar>(isFull: full)
        let packed = try applyThrowing(operation, to: [erased])
        let parts = operation.parts(shape)
        return (parts.matrix(0, of: packed), parts.matrix(1, of: packed))
    }
}
