/// The determinant: the product of the pivots of the LU factorisation, computed with a separate exponent so that
/// intermediate products neither overflow nor underflow.
struct Determinant<Scalar: RealScalar>: MatrixOperation {
    var name: String { "determinant" }
    var resultRank: Int { 0 }
    var refusesInfinity: Bool { false }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        _ = try matrixExtents(name, inputs, square: true)
        return inputs[0].batch
    }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let a = MatrixOperand<Scalar>(inputs[0], batch: result.shape)
        let kernels = result.kernels.factorizations
        try forEachMatrix(of: result, work: a.rows * a.rows * a.rows) { (index, out) throws(LinearAlgebraError) in
            let balanced = try BalancedFactors(a, index, kernels)
            let sign = ScaledNumber(balanced.factors.permutationSign)
            let product = balanced.factors.pivotValues.reduce(sign) { $0 * ScaledNumber($1) }
            out.initialize(to: product.value(times: balanced.exponent))
        }
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        (upstream.asMatrices * apply(Cofactors<Scalar>(), to: inputs.tensors)).erased
    }
}

/// The logarithm of the determinant's magnitude, −∞ where it is 0, and its sign, packed in a vector of two elements.
struct LogDeterminant<Scalar: RealScalar>: MatrixOperation {
    var name: String { "logDeterminant" }
    var resultRank: Int { 1 }
    var refusesInfinity: Bool { false }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        _ = try matrixExtents(name, inputs, square: true)
        return Shape(inputs[0].batch.dimensions + [2])
    }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let a = MatrixOperand<Scalar>(inputs[0], batch: Shape(Array(result.shape.dropLast())))
        let kernels = result.kernels.factorizations
        try forEachMatrix(of: result, work: a.rows * a.rows * a.rows) { (index, out) throws(LinearAlgebraError) in
            let balanced = try BalancedFactors(a, index, kernels)
            let (pivots, exponent) = (balanced.factors.pivotValues, Scalar(balanced.exponent))
            out.initialize(to: pivots.reduce(exponent * Scalar.log(2)) { $0 + Scalar.log(abs($1)) })
            (out + 1).initialize(
                to: pivots.reduce(balanced.factors.permutationSign) { $1 == 0 ? 0 : $1 < 0 ? -$0 : $0 })
        }
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let magnitude = upstream.sliced(axis: -1, 0..<1).expandingDimensions(at: -1)
        return (magnitude * apply(Inverse<Scalar>(), to: inputs.tensors).transposed()).erased
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns the determinant of this square matrix, or of each of a batch: 0 if it is singular, 1 if it is empty. It
    /// overflows for large matrices; `logDeterminant` does not. Its derivatives of every order exist at singular
    /// matrices too.
    ///
    /// - Throws: `LinearAlgebraError.nonFinite`.
    public func determinant() throws(LinearAlgebraError) -> Tensor {
        try applyThrowing(Determinant<Scalar>(), to: [erased])
    }

    /// Returns the sign of the determinant, −1, 0 or 1, and the natural logarithm of its magnitude, −∞ for a singular
    /// matrix, for this square matrix or for each of a batch.
    ///
    /// - Throws: `LinearAlgebraError.nonFinite`.
    public func logDeterminant() throws(LinearAlgebraError) -> (sign: Tensor, logMagnitude: Tensor) {
        let both = try applyThrowing(LogDeterminant<Scalar>(), to: [erased])
        let part = { (index: Int) in both.sliced(axis: -1, index..<index + 1).squeezed(axes: [-1]) }
        return (part(1).stoppingGradient(), part(0))
    }

    /// Appends two axes of extent 1, so that a value of each matrix broadcasts over its elements.
    var asMatrices: Tensor { expandingDimensions(at: -1).expandingDimensions(at: -1) }
}
