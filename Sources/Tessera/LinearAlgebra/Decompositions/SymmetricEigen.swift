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

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        slope(upstream, inputs, result, nil).erased
    }

    /// V·(diag(λ̄) + F ∘ VᵀV̄)·Vᵀ with F = 1 / (λⱼ − λᵢ) (M. Giles, "Collected matrix derivative results", 2008), made
    /// symmetric: for that half of VᵀV̄ − V̄ᵀV is enough. The gaps are in units of the largest value, so that matrices of
    /// any size have gradients. For equal values, where no choice of vectors is better than another, see `EqualValues`.
    private func slope(
        _ upstream: Tensor<Scalar>, _ inputs: Inputs, _ result: Tensor<Scalar>,
        _ equal: EqualValues<Scalar>.Resolution?
    ) -> Tensor<Scalar> {
        let parts = parts(inputs.shape(0))
        let (values, v) = (parts.matrix(0, of: result), parts.matrix(1, of: result))
        let (valueSlope, vSlope) = (parts.matrix(0, of: upstream), parts.matrix(1, of: upstream))
        let unit = values.powerOfTwoUnit()
        let scaled = values / unit
        let turn = v.transposed().matmul(vSlope).antisymmetric() * 0.5
        let across = turn.dividedByGap(scaled - scaled.transposed()) / unit
        let core = valueSlope.squeezed(axes: [-2]).diagonalMatrix() + across.replaced(by: equal)
        let slope = v.matmul(core).matmul(v.transposed())
        return ((slope + slope.transposed()) * 0.5).markedFirstDerivative(where: equal)
    }
}

extension SymmetricEigen: AmbiguousOperation {
    func gradient(
        _ upstream: Tensor<Scalar>, inputs: Inputs, result: Tensor<Scalar>,
        elsewhere: (Tensor<Scalar>) -> Tensor<Scalar>?
    ) -> Tensor<Scalar> {
        let (parts, order) = (parts(inputs.shape(0)), inputs.shape(0).matrix.rows)
        let here = result.recorded(by: nil).flattenedBatch(keeping: 1)
        let equal = EqualValues(parts.matrix(0, of: here).squeezed(axes: [-2]))
        if equal.isEmpty { return slope(upstream, inputs, result, nil) }
        let v = parts.matrix(1, of: here)
        func slopes(_ upstream: Tensor<Scalar>, _ v: Tensor<Scalar>) -> EqualValues<Scalar>.Slopes {
            let upstream = upstream.recorded(by: nil).flattenedBatch(keeping: 1)
            let product = v.transposed().matmul(parts.matrix(1, of: upstream))
            return EqualValues.Slopes(
                values: parts.matrix(0, of: upstream).scalars, turns: product.antisymmetric().scalars,
                size: product.abs().max(axes: [-2, -1]).scalars)
        }
        let resolution = equal.resolved(slopes(upstream, v)) { basis in
            let turned = v.matmul(basis.turn)
            let packed = concatenate([basis.values, turned.reshaped(to: [turned.shape[0], order * order])], axis: 1)
            return elsewhere(packed.reshaped(to: result.shape)).map { slopes($0, turned) }
        }
        return slope(upstream, inputs, result, resolution)
    }
}

extension Tensor where Scalar: RealScalar {
    /// These quotients by gaps, with what counts instead of some of them.
    func replaced(by equal: EqualValues<Scalar>.Resolution?) -> Tensor {
        guard let equal else { return self }
        return select(equal.isResolved.reshaped(to: shape), equal.slopes.reshaped(to: shape), otherwise: self)
    }

    /// These slopes, whose derivatives are NaN where some of them have not come from a formula.
    func markedFirstDerivative(where equal: EqualValues<Scalar>.Resolution?) -> Tensor {
        guard let equal, node != nil else { return self }
        let isTouched = equal.isTouched.reshaped(to: Shape(shape.dropLast(2) + [1, 1]))
        return select(isTouched, apply(FirstDerivative<Scalar>(), to: [erased]), otherwise: self)
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
    /// orthonormal. Only the lower triangle of A is read; its gradient is that of a symmetric matrix. Where values are equal a
    /// function that does not depend on the choice of their vectors has its gradient, but no second derivatives, which are NaN;
    /// of one that does the gradient is NaN. In a plan both are.
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
