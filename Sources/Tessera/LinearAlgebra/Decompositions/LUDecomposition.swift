/// The LU factorisation with partial pivoting: L, U and a permutation of the rows with A[order, :] = L·U (LAPACK's
/// getrf).
struct LUDecomposition<Scalar: RealScalar>: MatrixOperation {
    var name: String { "lu" }
    var resultRank: Int { 1 }

    /// The layout: L, U and the permutation, whose indices are stored as scalars.
    func parts(_ a: Shape) -> MatrixParts {
        let (rows, columns) = a.matrix
        let inner = min(rows, columns)
        return MatrixParts((rows, inner), (inner, columns), (rows, 1))
    }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        _ = try matrixExtents(name, inputs)
        return Shape(inputs[0].batch.dimensions + [parts(inputs[0]).count])
    }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let a = MatrixOperand<Scalar>(inputs[0], batch: inputs.shape(0).batch)
        let (kernels, parts) = (result.kernels.factorizations, parts(inputs.shape(0)))
        // Larger row indices cannot be represented exactly by a scalar.
        if a.rows > 2 << Scalar.significandBitCount { throw .tooLarge(rows: a.rows, columns: a.columns) }
        let work = a.rows * a.columns * min(a.rows, a.columns)
        try forEachMatrix(of: result, work: work) { (index, out) throws(LinearAlgebraError) in
            let factors = try LUFactors(a, index, kernels)
            Self.storeLowerTriangle(factors.factors, to: out)
            factors.factors.storeUpperTriangle(rows: min(a.rows, a.columns), to: out + parts.offset(1))
            for (row, source) in factors.rowOrder.enumerated() { out[parts.offset(2) + row] = Scalar(source) }
        }
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    private static func storeLowerTriangle(_ factors: ColumnMajor<Scalar>, to out: UnsafeMutablePointer<Scalar>) {
        let inner = min(factors.rows, factors.columns)
        for row in 0..<factors.rows {
            for column in 0..<inner {
                out[row * inner + column] = column < row ? factors[row, column] : column == row ? 1 : 0
            }
        }
    }

    /// The gradient through the square leading block, which holds both triangles (A. Griewank, A. Walther, "Evaluating
    /// Derivatives", 2008). The rows of L below the block and the columns of U beside it are solutions of triangular
    /// systems. The permutation is constant.
    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let ((rows, columns), parts) = (inputs.shape(0).matrix, parts(inputs.shape(0)))
        let (square, inner) = (0..<min(rows, columns), min(rows, columns))
        let (l, u) = (parts.matrix(0, of: result), parts.matrix(1, of: result))
        let (lGradient, uGradient) = (parts.matrix(0, of: upstream), parts.matrix(1, of: upstream))
        let (l1, u1) = (l.sliced(axis: -2, square), u.sliced(axis: -1, square))
        let below = u1.solvingTriangle(lGradient.sliced(axis: -2, inner..<rows).transposed(), upper: true).transposed()
        let beside = l1.solvingTriangle(uGradient.sliced(axis: -1, inner..<columns), upper: false, transposed: true)
        let l1Gradient =
            lGradient.sliced(axis: -2, square) - beside.matmul(u.sliced(axis: -1, inner..<columns).transposed())
        let u1Gradient =
            uGradient.sliced(axis: -1, square) - l.sliced(axis: -2, inner..<rows).transposed().matmul(below)
        let both =
            l1.transposed().matmul(l1Gradient).lowerTriangle(-1) + u1Gradient.matmul(u1.transposed()).upperTriangle()
        let left = l1.solvingTriangle(both, upper: false, transposed: true)
        let first = u1.solvingTriangle(left.transposed(), upper: true).transposed()
        let permuted =
            rows > columns
            ? Tensor(concatenating: [first, below], axis: -2) : Tensor(concatenating: [first, beside], axis: -1)
        let order = parts.matrix(2, of: result).squeezed(axes: [-1])
        return order.columnPermutation.matmul(permuted).erased
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns the LU factorisation with partial pivoting of this matrix, or of each of a batch: A[order, :] = L·U,
    /// where L has ones on its diagonal and no larger magnitudes below it, and U is an upper triangle. For A of m × n,
    /// L is m × min(m, n) and U is min(m, n) × n. A singular matrix has factors too, with a 0 on the diagonal of U;
    /// their gradient is NaN.
    ///
    /// - Throws: `LinearAlgebraError.nonFinite`, `tooLarge` where a scalar cannot represent the row indices.
    public func lu() throws(LinearAlgebraError) -> (l: Tensor, u: Tensor, order: Tensor<Int32>) {
        let operation = LUDecomposition<Scalar>()
        let packed = try applyThrowing(operation, to: [erased])
        let parts = operation.parts(shape)
        let order = Tensor<Int32>(parts.matrix(2, of: packed).squeezed(axes: [-1]))
        return (parts.matrix(0, of: packed), parts.matrix(1, of: packed), order)
    }
}
