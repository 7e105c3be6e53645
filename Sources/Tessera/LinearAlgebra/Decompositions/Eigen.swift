/// The eigenvalues λ and eigenvectors V with A·V = V·diag(λ) of general square matrices, in complex numbers (LAPACK's
/// geev).
struct Eigen<Scalar: RealScalar>: MatrixOperation {
    var name: String { "eigen" }
    var resultRank: Int { 1 }

    /// The layout: the real and imaginary parts of the values, then those of the vectors.
    func parts(_ a: Shape) -> MatrixParts {
        let order = a.matrix.rows
        return MatrixParts((1, order), (1, order), (order, order), (order, order))
    }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        _ = try matrixExtents(name, inputs, square: true)
        return Shape(inputs[0].batch.dimensions + [parts(inputs[0]).count])
    }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let a = MatrixOperand<Scalar>(inputs[0], batch: inputs.shape(0).batch)
        let (kernels, order) = (result.kernels.factorizations, a.rows)
        if order == 0 { return }
        try forEachMatrix(of: result, work: 25 * order * order * order) { (index, out) throws(LinearAlgebraError) in
            let matrix = try a.columns(index)
            let v = Columns<Scalar>(rows: order, columns: order)
            let missing = kernels.eigen(matrix.matrix, real: out, imaginary: out + order, vectors: v.matrix)
            if missing > 0 { throw .notConverged(missing: missing) }
            Self.unpack(v.matrix, imaginary: out + order, to: out + 2 * order)
        }
    }

    /// Writes the complex eigenvectors: in LAPACK's packed format, the two vectors of a conjugate pair share two
    /// columns, one for the real and one for the imaginary part.
    private static func unpack(
        _ v: ColumnMajor<Scalar>, imaginary: UnsafePointer<Scalar>, to out: UnsafeMutablePointer<Scalar>
    ) {
        let (order, imaginaries) = (v.rows, out + v.rows * v.rows)
        for column in 0..<order {
            let isSecond = imaginary[column] < 0
            let (first, sign): (Int, Scalar) = (isSecond ? column - 1 : column, isSecond ? -1 : 1)
            for row in 0..<order {
                out[row * order + column] = v[row, first]
                imaginaries[row * order + column] = imaginary[column] == 0 ? 0 : sign * v[row, first + 1]
            }
        }
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        EigenGradient(parts(inputs.shape(0)), upstream, result).gradient(nil).erased
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns the eigenvalues, of shape […, n], and eigenvectors, one per column, of shape […, n, n], of this square
    /// matrix or of each of a batch, in complex numbers. For symmetric matrices `symmetricEigen` is faster, and real.
    ///
    /// Column j of vectors.real + i·vectors.imaginary, of norm 1, belongs to the value λⱼ = values.real +
    /// i·values.imaginary. Conjugate pairs are adjacent, the value with the positive imaginary part first.
    ///
    /// - Throws: `LinearAlgebraError.notConverged`, `nonFinite`.
    public func eigen() throws(LinearAlgebraError) -> (
        values: (real: Tensor, imaginary: Tensor), vectors: (real: Tensor, imaginary: Tensor)
    ) {
        let operation = Eigen<Scalar>()
        let packed = try applyThrowing(operation, to: [erased])
        let parts = operation.parts(shape)
        let values = (0..<2).map { parts.matrix($0, of: packed).squeezed(axes: [-2]) }
        let vectors = (2..<4).map { parts.matrix($0, of: packed) }
        return ((values[0], values[1]), (vectors[0], vectors[1]))
    }
}
