/// The Moore–Penrose pseudo-inverse A⁺, from the singular values above a tolerance.
struct PseudoInverse<Scalar: RealScalar>: MatrixOperation {
    /// The tolerance, relative to the largest singular value.
    let tolerance: Scalar

    var name: String { "pseudoInverse" }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let (rows, columns) = try matrixExtents(name, inputs)
        return Shape(inputs[0].batch.dimensions + [columns, rows])
    }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let a: Tensor<Scalar> = inputs[0]
        if result.count == 0 { return }
        let (u, values, v) = try a.recorded(by: nil).svd()
        let inverse = values.reciprocal(above: tolerance).expandingDimensions(at: -2)
        result.assign((v * inverse).matmul(u.transposed()))
    }

    /// The derivative of the pseudo-inverse where the rank does not change locally (G. H. Golub, V. Pereyra, "The
    /// differentiation of pseudo-inverses and nonlinear least squares problems whose variables separate", 1973).
    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result x: Tensor<Scalar>
    ) -> AnyTensor? {
        let (a, g) = (inputs[0] as Tensor<Scalar>, upstream.transposed())
        let (xt, gx) = (x.transposed(), g.matmul(x))
        let inside = xt.matmul(upstream).matmul(xt)
        let columns = gx.matmul(xt) - a.matmul(x.matmul(gx).matmul(xt))
        let xxg = xt.matmul(x).matmul(g)
        return (columns + xxg - xxg.matmul(x).matmul(a) - inside).erased
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns 1 / σ for the singular values above `tolerance` times the largest, 0 for the others.
    func reciprocal(above tolerance: Scalar) -> Tensor {
        let largest = self.max(axis: -1, keepingDimensions: true)
        let isKept = self .> largest * Tensor(tolerance)
        return select(isKept, select(isKept, self, otherwise: Tensor(1)).reciprocal(), otherwise: Tensor(0))
    }

    /// The tolerance max(m, n) · ε relative to the largest singular value: a smaller one is indistinguishable from
    /// rounding.
    var rankTolerance: Scalar {
        guard rank >= 2 else { stop("rank", "needs a matrix, or a batch of them") }
        return Scalar(Swift.max(shape[rank - 1], shape[rank - 2])) * .ulpOfOne
    }

    /// Returns the pseudo-inverse A⁺ of this matrix, or of each of a batch: of m × n it is n × m, and A⁺·b is the
    /// minimum-norm solution of min ‖A·x − b‖.
    ///
    /// - Parameter tolerance: singular values up to this fraction of the largest count as 0; max(m, n) · ε unless
    ///   given.
    /// - Throws: `LinearAlgebraError.notConverged`, `nonFinite`.
    public func pseudoInverse(tolerance: Scalar? = nil) throws(LinearAlgebraError) -> Tensor {
        try applyThrowing(PseudoInverse(tolerance: tolerance ?? rankTolerance), to: [erased])
    }

    /// Returns the numerical rank, the number of singular values above a fraction of the largest, of this matrix or of
    /// each of a batch.
    ///
    /// - Parameter tolerance: that fraction; max(m, n) · ε unless given.
    /// - Throws: `LinearAlgebraError.notConverged`, `nonFinite`.
    public func matrixRank(tolerance: Scalar? = nil) throws(LinearAlgebraError) -> Tensor<Int32> {
        let values = try stoppingGradient().singularValues()
        guard values.count > 0 else { return Tensor<Int32>(zeros: shape.batch) }
        let inverse = values.reciprocal(above: tolerance ?? rankTolerance)
        return Tensor<Int32>(Tensor((inverse .> 0)).sum(axis: -1))
    }
}
