/// The solution X of A·X = B for square A, by LU factorisation with partial pivoting (LAPACK's getrf, getrs).
struct LinearSolve<Scalar: RealScalar>: MatrixOperation {
    /// Whether Aᵀ·X = B is solved instead.
    var isTransposed = false

    var name: String { "solve" }
    var operandCount: Int? { 2 }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { try solutionShape(name, inputs) }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let batch = result.shape.batch
        let (a, b) = (MatrixOperand<Scalar>(inputs[0], batch: batch), MatrixOperand<Scalar>(inputs[1], batch: batch))
        let kernels = result.kernels.factorizations
        let (order, columns) = (a.rows, b.columns)
        let (left, right) = dense(inputs, batch, order)
        let many = { (range: Range<Int>, out: UnsafeMutablePointer<Scalar>) in
            guard let left, let right else { return 0 }
            return kernels.batchedSolve(
                range.count, order: order, columns: columns, left.base + range.lowerBound * order * order,
                right.base + range.lowerBound * order * columns, out)
        }
        let work = order * order * (order + columns)
        try forEachMatrix(of: result, work: work, together: SmallMatrices.together(order), many: many) {
            (index, out) throws(LinearAlgebraError) in
            let factors = try LUFactors(a, index, kernels)
            let x = try b.columns(index)
            if let pivot = factors.singularPivot { throw .singular(pivot: pivot) }
            factors.solve(x.matrix, transposed: isTransposed, kernels)
            x.matrix.store(to: out)
        }
    }

    /// Returns the operands with their matrices consecutive in memory, for the orders that `batchedSolve` accepts.
    private func dense(_ inputs: Inputs, _ batch: Shape, _ order: Int) -> (Tensor<Scalar>?, Tensor<Scalar>?) {
        guard order <= SmallMatrices.largestOrder else { return (nil, nil) }
        let (a, b): (Tensor<Scalar>, Tensor<Scalar>) = (inputs[0], inputs[1])
        let left = a.recorded(by: nil)
        return (
            (isTransposed ? left.transposed() : left).expanded(to: Shape(batch.dimensions + [order, order]))
                .contiguous(),
            b.recorded(by: nil).expanded(to: Shape(batch.dimensions + b.shape.suffix(2))).contiguous()
        )
    }

    /// With S = A⁻ᵀ·X̄, the gradient of B is S and that of A is −S·Xᵀ.
    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let adjoint = LinearSolve(isTransposed: !isTransposed)
        let solution = apply(adjoint, to: [inputs.tensors[0], upstream.erased])
        if input == 1 { return solution.erased }
        return isTransposed
            ? (-result.matmul(solution.transposed())).erased : (-solution.matmul(result.transposed())).erased
    }
}

extension Tensor where Scalar: RealScalar {
    /// Solves A·X = B for this square matrix A of shape […, n, n], or for each of a batch. The batch extents of A and B
    /// are broadcast.
    ///
    /// - Parameter b: the right-hand sides, shape […, n, k], or a vector of n elements, for which X is a vector too.
    /// - Throws: `LinearAlgebraError.singular` if a pivot of the LU factorisation is 0, `nonFinite` for NaN or
    ///   infinity.
    public func solve(_ b: Tensor) throws(LinearAlgebraError) -> Tensor {
        if b.rank > 1 { return try applyThrowing(LinearSolve<Scalar>(), to: [erased, b.erased]) }
        guard b.rank == 1 else { ShapeError("solve", [shape, b.shape], "needs a vector or matrices").stop() }
        return try solve(b.expandingDimensions(at: 1)).squeezed(axes: [-1])
    }
}
