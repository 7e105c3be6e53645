/// A function of square matrices: the exponential, the principal square root or the principal logarithm.
struct MatrixFunction<Scalar: RealScalar>: MatrixOperation {
    enum Kind: String, Sendable { case exponential, squareRoot, logarithm }

    let kind: Kind

    var name: String {
        switch kind {
        case .exponential: "matrixExponential"
        case .squareRoot: "matrixSquareRoot"
        case .logarithm: "matrixLogarithm"
        }
    }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        _ = try matrixExtents(name, inputs, square: true)
        return inputs[0]
    }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let a = MatrixOperand<Scalar>(inputs[0], batch: result.shape.batch)
        let (order, copying, kernels) = (a.rows, result.kernels, result.kernels.factorizations)
        try forEachMatrix(of: result, work: 30 * order * order * order) {
            (index, out) throws(LinearAlgebraError) in
            let columns = try a.columns(index)
            let value: Tensor<Scalar>
            switch kind {
            case .exponential: value = try MatrixExponential.compute(Tensor(copying: columns.matrix))
            case .squareRoot:
                let schur = try SchurForm(columns, kernels)
                value = schur.transformed(try schur.t.squareRoot().elements)
            case .logarithm: value = try MatrixLogarithm.compute(try SchurForm(columns, kernels))
            }
            copying.copy(value, to: out)
        }
    }

    /// The derivative of f at A in a direction E is the upper right block of f([A, E; 0, A]) (R. Mathias, "A chain rule
    /// for matrix functions and applications", 1996), and its adjoint is the derivative at Aᵀ.
    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let a: Tensor<Scalar> = inputs[0]
        let (adjoint, order) = (a.transposed(), a.shape[a.rank - 1])
        let top = Tensor(concatenating: [adjoint, upstream], axis: -1)
        let bottom = Tensor(concatenating: [Tensor(zeros: a.shape), adjoint], axis: -1)
        let value = apply(self, to: [Tensor(concatenating: [top, bottom], axis: -2).erased])
        return value.sliced(axis: -2, 0..<order).sliced(axis: -1, order..<2 * order).erased
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns the exponential I + A + A²/2! + A³/3! + … of this square matrix of shape […, n, n], or of each of a batch.
    /// It is not the exponential of the elements, which `exp()` returns.
    ///
    /// ```swift
    /// let rotation = try Tensor<Double>([[0, -1], [1, 0]]).matrixExponential()   // by 1 radian
    /// ```
    ///
    /// - Throws: `LinearAlgebraError.nonFinite`, `overflow`.
    public func matrixExponential() throws(LinearAlgebraError) -> Tensor {
        try applyThrowing(MatrixFunction<Scalar>(kind: .exponential), to: [erased])
    }

    /// Returns the principal square root of this square matrix of shape […, n, n], or of each of a batch: the matrix X
    /// with X·X = A whose eigenvalues have positive real parts.
    ///
    /// - Throws: `LinearAlgebraError.negativeEigenvalue` where no root is real, `singular` where 0 is an eigenvalue for
    ///   which there is no root, `notConverged`, `nonFinite`.
    public func matrixSquareRoot() throws(LinearAlgebraError) -> Tensor {
        try applyThrowing(MatrixFunction<Scalar>(kind: .squareRoot), to: [erased])
    }

    /// Returns the principal logarithm of this square matrix of shape […, n, n], or of each of a batch: the matrix X with
    /// exponential A whose eigenvalues have imaginary parts between −π and π.
    ///
    /// - Throws: `LinearAlgebraError.negativeEigenvalue` for eigenvalues of 0 or below, `notConverged`, `nonFinite`.
    public func matrixLogarithm() throws(LinearAlgebraError) -> Tensor {
        try applyThrowing(MatrixFunction<Scalar>(kind: .logarithm), to: [erased])
    }
}
