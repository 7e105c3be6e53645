/// The solution X of T·X = B, where T is a triangle of A (BLAS' trsm).
struct TriangularSolve<Scalar: RealScalar>: MatrixOperation {
    let triangle: TriangleFlags

    var name: String { "solveTriangular" }
    var operandCount: Int? { 2 }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { try solutionShape(name, inputs) }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let batch = result.shape.batch
        let (a, b) = (MatrixOperand<Scalar>(inputs[0], batch: batch), MatrixOperand<Scalar>(inputs[1], batch: batch))
        let kernels = result.kernels.factorizations
        try forEachMatrix(of: result, work: a.rows * a.rows * b.columns) { (index, out) throws(LinearAlgebraError) in
            let matrix = try a.columns(index)
            let x = try b.columns(index)
            if !triangle.hasUnitDiagonal, let pivot = (0..<a.rows).first(where: { matrix.matrix[$0, $0] == 0 }) {
                throw .singular(pivot: pivot)
            }
            kernels.solveTriangular(matrix.matrix, triangle, x.matrix)
            x.matrix.store(to: out)
        }
    }

    /// With S = T⁻ᵀ·X̄, the gradient of B is S and that of A is the triangle of −S·Xᵀ.
    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        var adjoint = triangle
        adjoint.isTransposed.toggle()
        let adjointSolution = apply(TriangularSolve(triangle: adjoint), to: [inputs.tensors[0], upstream.erased])
        if input == 1 { return adjointSolution.erased }
        let product =
            triangle.isTransposed
            ? result.matmul(adjointSolution.transposed()) : adjointSolution.matmul(result.transposed())
        let offset = triangle.hasUnitDiagonal ? 1 : 0
        return (-(triangle.isUpper ? product.upperTriangle(offset) : product.lowerTriangle(-offset))).erased
    }
}

extension Tensor where Scalar: RealScalar {
    /// Solves T·X = B, where T is the upper or lower triangle of this square matrix, or of each of a batch. The other
    /// triangle does not affect the result, but must be finite too.
    ///
    /// - Parameters:
    ///   - b: the right-hand sides, shape […, n, k], or a vector of n elements, for which X is a vector too.
    ///   - upper: whether T is the upper triangle.
    ///   - transposed: whether Tᵀ·X = B is solved instead.
    ///   - unitDiagonal: whether the diagonal is taken to be ones, whatever is stored there.
    /// - Throws: `LinearAlgebraError.singular` if the diagonal holds a 0, `nonFinite`.
    public func solveTriangular(
        _ b: Tensor, upper: Bool, transposed: Bool = false, unitDiagonal: Bool = false
    ) throws(LinearAlgebraError) -> Tensor {
        let triangle = TriangleFlags(isUpper: upper, isTransposed: transposed, hasUnitDiagonal: unitDiagonal)
        if b.rank == 1 {
            let x = try applyThrowing(
                TriangularSolve<Scalar>(triangle: triangle), to: [erased, b.expandingDimensions(at: 1).erased])
            return x.squeezed(axes: [-1])
        }
        return try applyThrowing(TriangularSolve(triangle: triangle), to: [erased, b.erased])
    }

    /// Solves T·X = B without throwing, for systems that are known to be solvable, as in gradients.
    func solvingTriangle(_ b: Tensor, upper: Bool, transposed: Bool = false) -> Tensor {
        apply(
            TriangularSolve(triangle: TriangleFlags(isUpper: upper, isTransposed: transposed)), to: [erased, b.erased])
    }
}
