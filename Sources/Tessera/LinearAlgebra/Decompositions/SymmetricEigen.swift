/// λ and V with A = V·diag(λ)·Vᵀ for symmetric matrices (LAPACK's syevd).
struct SymmetricEigen<Scalar: RealScalar>: MatrixOperation {
    var name: String { "symmetricEigen" }
    var resultRank: Int { 1 }

    func parts(_ a: Shape) -> MatrixParts { MatrixParts((1, a.matrix.rows), a.matrix) }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        _ = try matrixExtents(name, inputs, square: true)
        return Shape(inputs[0].batch.dimensions + [parts(inputs[0]).count])
    }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let a = MatrixOperand<Scalar>(inputs[0], batch: inputs.shape(0).batch)
        try checkWorkspace(a.rows, a.columns)
        let kernels = result.kernels.factorizations
        if a.rows == 0 { return }
        try forEachMatrix(of: result, work: 10 * a.rows * a.rows * a.rows) { (index, out) throws(LinearAlgebraError) in
            let v = try a.columns(index)
            let missing = kernels.symmetricEigen(v.matrix, values: out, vectors: true)
            if missing > 0 { throw .notConverged(missing: missing) }
            v.matrix.store(to: out + a.rows)
        }
    }

    /// V·(diag(λ̄) + F ∘ VᵀV̄)·Vᵀ with F = 1 / (λⱼ − λᵢ) (M. Giles, "Collected matrix derivative results", 2008), made
    /// symmetric. Vectors of equal values are not unique: along directions that exchange them it counts as 0.
    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let parts = parts(inputs.shape(0))
        let (values, v) = (parts.matrix(0, of: result), parts.matrix(1, of: result))
        let (valueSlope, vSlope) = (parts.matrix(0, of: upstream), parts.matrix(1, of: upstream))
        let gaps = (values - values.transposed()).reciprocalOrZero()
        let core = valueSlope.squeezed(axes: [-2]).diagonalMatrix() + gaps * v.transposed().matmul(vSlope)
        let slope = v.matmul(core).matmul(v.transposed())
        return ((slope + slope.transposed()) * 0.5).erased
    }
}

/// The values alone.
struct SymmetricEigenvalues<Scalar: RealScalar>: MatrixOperation {
    var name: String { "symmetricEigenvalues" }
    var resultRank: Int { 1 }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        _ = try matrixExtents(name, inputs, square: true)
        return Shape(inputs[0].dropLast())
    }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let a = MatrixOperand<Scalar>(inputs[0], batch: inputs.shape(0).batch)
        try checkWorkspace(a.rows, a.columns)
        let kernels = result.kernels.factorizations
        if a.rows == 0 { return }
        try forEachMatrix(of: result, work: 2 * a.rows * a.rows * a.rows) { (index, out) throws(LinearAlgebraError) in
            let matrix = try a.columns(index)
            let missing = kernels.symmetricEigen(matrix.matrix, values: out, vectors: false)
            if missing > 0 { throw .notConverged(missing: missing) }
        }
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let operation = SymmetricEigen<Scalar>()
        let v = operation.parts(inputs.shape(0)).matrix(1, of: apply(operation, to: inputs.tensors))
        return (v * upstream.expandingDimensions(at: -2)).matmul(v.transposed()).erased
    }
}

extension Tensor where Scalar: RealScalar {
    /// λ and V with A = V·diag(λ)·Vᵀ, for this symmetric matrix or for each of a batch: values in rising order, V's columns
    /// orthonormal. Only the lower triangle of A is read; its gradient is that of a symmetric matrix.
    ///
    /// - Throws: `LinearAlgebraError.notConverged`, `nonFinite`.
    public func symmetricEigen() throws(LinearAlgebraError) -> (values: Tensor, vectors: Tensor) {
        let operation = SymmetricEigen<Scalar>()
        let packed = try applyThrowing(operation, to: [erased])
        let parts = operation.parts(shape)
        return (parts.matrix(0, of: packed).squeezed(axes: [-2]), parts.matrix(1, of: packed))
    }

    /// The eigenvalues of this symmetric matrix, or of each of a batch, in rising order; see `symmetricEigen`.
    ///
    /// - Throws: `LinearAlgebraError.notConverged`, `nonFinite`.
    public func symmetricEigenvalues() throws(LinearAlgebraError) -> Tensor {
        try applyThrowing(SymmetricEigenvalues<Scalar>(), to: [erased])
    }
}
