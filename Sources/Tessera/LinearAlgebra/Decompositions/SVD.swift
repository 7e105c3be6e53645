/// The singular value decomposition A = U·diag(σ)·Vᵀ (LAPACK's gesdd, divide and conquer).
struct SVD<Scalar: RealScalar>: MatrixOperation {
    /// Whether U and V are square; otherwise they have as many columns as the smaller extent of A.
    let isFull: Bool

    var name: String { "svd" }
    var resultRank: Int { 1 }

    func parts(_ a: Shape) -> MatrixParts {
        let (rows, columns) = a.matrix
        let inner = min(rows, columns)
        return MatrixParts((rows, isFull ? rows : inner), (1, inner), (columns, isFull ? columns : inner))
    }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        _ = try matrixExtents(name, inputs)
        return Shape(inputs[0].batch.dimensions + [parts(inputs[0]).count])
    }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let a = MatrixOperand<Scalar>(inputs[0], batch: inputs.shape(0).batch)
        try checkWorkspace(a.rows, a.columns)
        let (kernels, parts) = (result.kernels.factorizations, parts(inputs.shape(0)))
        let inner = min(a.rows, a.columns)
        let extents = isFull ? (a.rows, a.columns) : (inner, inner)
        try forEachMatrix(of: result, work: 20 * a.rows * a.columns * inner) {
            (index, out) throws(LinearAlgebraError) in
            let matrix = try a.columns(index)
            let u = Columns<Scalar>.identity(rows: a.rows, columns: extents.0)
            // V in row-major order, as the result stores it, is Vᵀ in column-major order, as LAPACK returns it.
            let v = ColumnMajor(out + parts.offset(2), rows: extents.1, columns: a.columns)
            v.setIdentity()
            if inner > 0 {
                let missing = kernels.svd(matrix.matrix, values: out + parts.offset(1), u: u.matrix, vTransposed: v)
                if missing > 0 { throw .notConverged(missing: missing) }
            }
            u.matrix.store(to: out)
        }
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        SVDGradient(self, upstream, inputs.shape(0), result).gradient(nil, nil).erased
    }
}

/// The singular values without the vectors.
struct SingularValues<Scalar: RealScalar>: MatrixOperation {
    var name: String { "singularValues" }
    var resultRank: Int { 1 }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let (rows, columns) = try matrixExtents(name, inputs)
        return Shape(inputs[0].batch.dimensions + [min(rows, columns)])
    }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let a = MatrixOperand<Scalar>(inputs[0], batch: inputs.shape(0).batch)
        try checkWorkspace(a.rows, a.columns)
        let kernels = result.kernels.factorizations
        if result.count == 0 { return }
        let work = 4 * a.rows * a.columns * min(a.rows, a.columns)
        try forEachMatrix(of: result, work: work) { (index, out) throws(LinearAlgebraError) in
            let matrix = try a.columns(index)
            let missing = kernels.svd(matrix.matrix, values: out, u: nil, vTransposed: nil)
            if missing > 0 { throw .notConverged(missing: missing) }
        }
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        // The gradient is U·diag(σ̄)·Vᵀ.
        let operation = SVD<Scalar>(isFull: false)
        let (packed, parts) = (apply(operation, to: inputs.tensors), operation.parts(inputs.shape(0)))
        let scaled = parts.matrix(0, of: packed) * upstream.expandingDimensions(at: -2)
        return scaled.matmul(parts.matrix(2, of: packed).transposed()).erased
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns X − Xᵀ.
    func antisymmetric() -> Tensor { self - transposed() }

    /// Returns the singular value decomposition A = U·diag(σ)·Vᵀ of this matrix, or of each of a batch: the columns of
    /// U and V are orthonormal, the values σ are non-negative and in descending order.
    ///
    /// Where values are equal or 0, their vectors are not unique. There, a function that does not depend on the choice
    /// has its gradient, but its second derivatives are NaN; one that does has a NaN gradient. Within a plan, both
    /// gradients are NaN.
    ///
    /// - Parameter full: whether U and V are square; otherwise A of m × n gives U of m × k and V of n × k with k =
    ///   min(m, n).
    /// - Throws: `LinearAlgebraError.notConverged`, `nonFinite`, `tooLarge` where LAPACK cannot count the workspace.
    public func svd(full: Bool = false) throws(LinearAlgebraError) -> (u: Tensor, values: Tensor, v: Tensor) {
        let operation = SVD<Scalar>(isFull: full)
        let packed = try applyThrowing(operation, to: [erased])
        let parts = operation.parts(shape)
        return (
            parts.matrix(0, of: packed), parts.matrix(1, of: packed).squeezed(axes: [-2]), parts.matrix(2, of: packed)
        )
    }

    /// Returns the singular values of this matrix, or of each of a batch, in descending order: shape […, min(m, n)].
    ///
    /// - Throws: `LinearAlgebraError.notConverged`, `nonFinite`, `tooLarge` where LAPACK cannot count the workspace.
    public func singularValues() throws(LinearAlgebraError) -> Tensor {
        try applyThrowing(SingularValues<Scalar>(), to: [erased])
    }
}
