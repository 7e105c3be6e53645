/// Q and R with A = Q·R, Q's columns orthonormal and R an upper triangle (LAPACK's geqrf, ormqr).
struct QRDecomposition<Scalar: RealScalar>: MatrixOperation {
    /// Whether Q is square; else it has as many columns as the smaller extent of A.
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
            let q = Columns<Scalar>.identity(rows: a.rows, columns: inner)
            withFactors(min(a.rows, a.columns)) { factors in
                kernels.qr(packed.matrix, factors: factors)
                kernels.applyQ(packed.matrix, factors: factors, transposed: false, to: q.matrix)
            }
            q.matrix.store(to: out)
            packed.matrix.storeUpperTriangle(rows: inner, to: out + parts.offset(1))
        }
    }

    /// S. F. Walter, L. Lehmann, "Algorithmic differentiation of linear algebra functions with
    /// application in optimum experimental design", 2018, and for more columns than rows J. Roberts, "QR and LQ
    /// decomposition matrix backpropagation algorithms", 2020. The last columns of a full Q count as any that complete it.
    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let (rows, columns) = inputs.shape(0).matrix
        let (parts, inner) = (parts(inputs.shape(0)), min(rows, columns))
        let (q, qSlope) = parts.matrix(0, of: result).leading(inner, parts.matrix(0, of: upstream))
        let r = parts.matrix(1, of: result).sliced(axis: -2, 0..<inner)
        let rSlope = parts.matrix(1, of: upstream).sliced(axis: -2, 0..<inner)
        if rows >= columns { return Self.slope(q, r, qSlope, rSlope).erased }
        let (left, right) = (0..<rows, rows..<columns)
        let a: Tensor<Scalar> = inputs[0]
        let whole = qSlope + a.sliced(axis: -1, right).matmul(rSlope.sliced(axis: -1, right).transposed())
        let first = Self.slope(q, r.sliced(axis: -1, left), whole, rSlope.sliced(axis: -1, left))
        return concatenate([first, q.matmul(rSlope.sliced(axis: -1, right))], axis: -1).erased
    }

    /// (Q̄ + Q·copyltu(R·R̄ᵀ − Q̄ᵀ·Q))·R⁻ᵀ, where copyltu mirrors the lower triangle.
    private static func slope(
        _ q: Tensor<Scalar>, _ r: Tensor<Scalar>, _ qSlope: Tensor<Scalar>, _ rSlope: Tensor<Scalar>
    ) -> Tensor<Scalar> {
        let m = r.matmul(rSlope.transposed()) - qSlope.transposed().matmul(q)
        let mirrored = m.lowerTriangle() + m.lowerTriangle(-1).transposed()
        let product = qSlope + q.matmul(mirrored)
        return r.solvingTriangle(product.transposed(), upper: true).transposed()
    }
}

/// Memory for the factors of reflections.
func withFactors<Scalar: RealScalar>(_ count: Int, _ body: (UnsafeMutablePointer<Scalar>) -> Void) {
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: max(1, count)) { body($0.baseAddress!) }
}

extension Tensor where Scalar: RealScalar {
    /// Q and R with A = Q·R for this matrix, or for each of a batch: Q's columns are orthonormal, R is an upper triangle.
    ///
    /// - Parameter full: makes Q square; else A of m × n gives Q of m × min(m, n) and R of min(m, n) × n.
    /// - Throws: `LinearAlgebraError.nonFinite`.
    public func qr(full: Bool = false) throws(LinearAlgebraError) -> (q: Tensor, r: Tensor) {
        let operation = QRDecomposition<Scalar>(isFull: full)
        let packed = try applyThrowing(operation, to: [erased])
        let parts = operation.parts(shape)
        return (parts.matrix(0, of: packed), parts.matrix(1, of: packed))
    }
}
