/// The inverse A⁻¹ by LU factorisation with partial pivoting (LAPACK's getrf, getri).
struct Inverse<Scalar: RealScalar>: MatrixOperation {
    var name: String { "inverse" }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        _ = try matrixExtents(name, inputs, square: true)
        return inputs[0]
    }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let a = MatrixOperand<Scalar>(inputs[0], batch: result.shape.batch)
        let kernels = result.kernels.factorizations
        try forEachMatrix(of: result, work: 2 * a.rows * a.rows * a.rows) { (index, out) throws(LinearAlgebraError) in
            let factors = try LUFactors(a, index, kernels)
            if let pivot = factors.singularPivot { throw .singular(pivot: pivot) }
            let x = Columns<Scalar>(rows: a.rows, columns: a.rows)
            factors.invert(to: x.matrix, kernels)
            x.matrix.store(to: out)
        }
    }

    /// −A⁻ᵀ·Ȳ·A⁻ᵀ.
    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let transposed = result.transposed()
        return (-transposed.matmul(upstream).matmul(transposed)).erased
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns the inverse of this square matrix, or of each of a batch. To solve a system, `solve` is faster and more
    /// accurate.
    ///
    /// - Throws: `LinearAlgebraError.singular`, `nonFinite`.
    public func inverse() throws(LinearAlgebraError) -> Tensor {
        try applyThrowing(Inverse<Scalar>(), to: [erased])
    }
}
