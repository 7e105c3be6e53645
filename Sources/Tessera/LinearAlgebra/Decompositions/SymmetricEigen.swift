/// The eigenvalues λ and eigenvectors V of symmetric matrices, A = V·diag(λ)·Vᵀ (LAPACK's syevd, divide and conquer).
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

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        closedFormGradient(upstream, inputs, result, nil).erased
    }

    /// Returns V·(diag(λ̄) + F ∘ VᵀV̄)·Vᵀ with F = 1 / (λⱼ − λᵢ) (M. Giles, "Collected matrix derivative results for
    /// forward and reverse mode algorithmic differentiation", 2008), symmetrised, for which half of VᵀV̄ − V̄ᵀV
    /// suffices. The gaps are relative to the largest value, so that matrices of any magnitude have gradients. For
    /// equal values, whose vectors are not unique, see `EqualValues`.
    private func closedFormGradient(
        _ upstream: Tensor<Scalar>, _ inputs: Inputs, _ result: Tensor<Scalar>,
        _ equal: EqualValues<Scalar>.Resolution?
    ) -> Tensor<Scalar> {
        let parts = parts(inputs.shape(0))
        let (values, v) = (parts.matrix(0, of: result), parts.matrix(1, of: result))
        let (valueGradient, vGradient) = (parts.matrix(0, of: upstream), parts.matrix(1, of: upstream))
        let unit = values.powerOfTwoScale()
        let scaled = values / unit
        let rotation = v.transposed().matmul(vGradient).antisymmetric() * 0.5
        let across = rotation.dividedByGap(scaled - scaled.transposed()) / unit
        let core = valueGradient.squeezed(axes: [-2]).diagonalMatrix() + across.replaced(by: equal)
        let gradient = v.matmul(core).matmul(v.transposed())
        return ((gradient + gradient.transposed()) * 0.5).markedFirstDerivative(where: equal)
    }
}

extension SymmetricEigen: NonUniqueOperation {
    func gradient(
        _ upstream: Tensor<Scalar>, inputs: Inputs, result: Tensor<Scalar>,
        elsewhere: (Tensor<Scalar>) -> Tensor<Scalar>?
    ) -> Tensor<Scalar> {
        let (parts, order) = (parts(inputs.shape(0)), inputs.shape(0).matrix.rows)
        let here = result.recorded(by: nil).flattenedBatch(keeping: 1)
        let equal = EqualValues(parts.matrix(0, of: here).squeezed(axes: [-2]))
        if equal.isEmpty { return closedFormGradient(upstream, inputs, result, nil) }
        let v = parts.matrix(1, of: here)
        func upstreamGradients(_ upstream: Tensor<Scalar>, _ v: Tensor<Scalar>) -> EqualValues<Scalar>.UpstreamGradients
        {
            let upstream = upstream.recorded(by: nil).flattenedBatch(keeping: 1)
            let product = v.transposed().matmul(parts.matrix(1, of: upstream))
            return EqualValues.UpstreamGradients(
                values: parts.matrix(0, of: upstream).scalars, rotations: product.antisymmetric().scalars,
                size: product.abs().max(axes: [-2, -1]).scalars)
        }
        let resolution = equal.resolved(upstreamGradients(upstream, v)) { basis in
            let rotated = v.matmul(basis.transform)
            let packed = Tensor(
                concatenating: [basis.values, rotated.reshaped(to: [rotated.shape[0], order * order])], axis: 1)
            return elsewhere(packed.reshaped(to: result.shape)).map { upstreamGradients($0, rotated) }
        }
        return closedFormGradient(upstream, inputs, result, resolution)
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns these quotients by gaps with the elements that `equal` resolves replaced.
    func replaced(by equal: EqualValues<Scalar>.Resolution?) -> Tensor {
        guard let equal else { return self }
        return select(equal.isResolved.reshaped(to: shape), equal.gradients.reshaped(to: shape), otherwise: self)
    }

    /// Returns this gradient, with second derivatives of NaN for the matrices whose gradient contains replaced
    /// elements.
    func markedFirstDerivative(where equal: EqualValues<Scalar>.Resolution?) -> Tensor {
        guard let equal, node != nil else { return self }
        let isTouched = equal.isTouched.reshaped(to: Shape(shape.dropLast(2) + [1, 1]))
        return select(isTouched, apply(FirstDerivative<Scalar>(), to: [erased]), otherwise: self)
    }
}

/// The eigenvalues of symmetric matrices without the vectors.
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
    /// Returns the eigenvalues λ and eigenvectors V of this symmetric matrix, or of each of a batch: A = V·diag(λ)·Vᵀ,
    /// with values in ascending order and orthonormal columns of V. Only the lower triangle of A affects the result,
    /// but the upper must be finite too; the gradient is that of a symmetric matrix.
    ///
    /// Where values are equal, their vectors are not unique. There, a function that does not depend on the choice has
    /// its gradient, but its second derivatives are NaN; one that does has a NaN gradient. Within a plan, both
    /// gradients are NaN.
    ///
    /// - Throws: `LinearAlgebraError.notConverged`, `nonFinite`, `tooLarge` where LAPACK cannot count the workspace.
    public func symmetricEigen() throws(LinearAlgebraError) -> (values: Tensor, vectors: Tensor) {
        let operation = SymmetricEigen<Scalar>()
        let packed = try applyThrowing(operation, to: [erased])
        let parts = operation.parts(shape)
        return (parts.matrix(0, of: packed).squeezed(axes: [-2]), parts.matrix(1, of: packed))
    }

    /// Returns the eigenvalues of this symmetric matrix, or of each of a batch, in ascending order: shape […, n]. See
    /// `symmetricEigen`.
    ///
    /// - Throws: `LinearAlgebraError.notConverged`, `nonFinite`, `tooLarge` where LAPACK cannot count the workspace.
    public func symmetricEigenvalues() throws(LinearAlgebraError) -> Tensor {
        try applyThrowing(SymmetricEigenvalues<Scalar>(), to: [erased])
    }
}
