/// The solution X of A·X + X·B = C for square A and B, by the Schur forms of A and B (R. H. Bartels and G. W. Stewart,
/// "Solution of the matrix equation AX + XB = C", 1972).
struct Sylvester<Scalar: RealScalar>: MatrixOperation {
    var name: String { "solveSylvester" }
    var operandCount: Int? { 3 }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        for (index, shape) in inputs.enumerated() {
            guard shape.rank >= 2 else { throw ShapeError(name, inputs, "needs matrices, or batches of them") }
            if index < 2, shape.matrix.rows != shape.matrix.columns {
                throw ShapeError(name, inputs, "the first two operands need to be square")
            }
        }
        guard inputs[2].matrix.rows == inputs[0].matrix.rows, inputs[2].matrix.columns == inputs[1].matrix.rows else {
            throw ShapeError(
                name, inputs, "the right side needs to be \(inputs[0].matrix.rows) × \(inputs[1].matrix.rows)")
        }
        guard let some = inputs[0].batch.broadcast(with: inputs[1].batch),
            let batch = some.broadcast(with: inputs[2].batch)
        else { throw ShapeError(name, inputs, "the batch extents do not fit each other") }
        return Shape(batch.dimensions + inputs[2].suffix(2))
    }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let operands = (0..<3).map { MatrixOperand<Scalar>(inputs[$0], batch: result.shape.batch) }
        let (rows, columns) = result.shape.matrix
        let (copying, kernels) = (result.kernels, result.kernels.factorizations)
        try forEachMatrix(of: result, work: 25 * (rows * rows * rows + columns * columns * columns)) {
            (index, out) throws(LinearAlgebraError) in
            let a = try SchurForm(try operands[0].columns(index), kernels)
            let b = try SchurForm(try operands[1].columns(index), kernels)
            let c = try operands[2].columns(index)
            let side = a.q.transposed().matmul(Tensor(copying: c.matrix)).matmul(b.q)
            let y = Tensor(try Self.solve(a.t, b.t, side.scalars), shape: [rows, columns])
            copying.copy(a.q.matmul(y).matmul(b.q.transposed()), to: out)
        }
    }

    /// Solves S·Y + Y·R = F for quasi-triangular S and R, block by block from the lower left.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    private static func solve(
        _ s: QuasiTriangular<Scalar>, _ r: QuasiTriangular<Scalar>, _ f: [Scalar]
    ) throws(LinearAlgebraError) -> [Scalar] {
        var (y, width) = (f, r.order)
        for columns in r.blocks {
            for rows in s.blocks.reversed() {
                var side: [Scalar] = []
                for row in rows {
                    for column in columns {
                        var sum = f[row * width + column]
                        for k in rows.upperBound..<s.order { sum -= s[row, k] * y[k * width + column] }
                        for k in 0..<columns.lowerBound { sum -= y[row * width + k] * r[k, column] }
                        side.append(sum)
                    }
                }
                let x = try SmallSylvester.solve(s.block(rows, rows), r.block(columns, columns), side)
                for (i, row) in rows.enumerated() {
                    for (j, column) in columns.enumerated() { y[row * width + column] = x[i * columns.count + j] }
                }
            }
        }
        return y
    }

    /// With the solution G of Aᵀ·G + G·Bᵀ = X̄, the gradients of A, B and C are −G·Xᵀ, −Xᵀ·G and G.
    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result x: Tensor<Scalar>
    ) -> AnyTensor? {
        let (a, b): (Tensor<Scalar>, Tensor<Scalar>) = (inputs[0], inputs[1])
        let g = apply(self, to: [a.transposed().erased, b.transposed().erased, upstream.erased])
        return switch input {
        case 0: (-g.matmul(x.transposed())).erased
        case 1: (-x.transposed().matmul(g)).erased
        default: g.erased
        }
    }
}

extension Tensor where Scalar: RealScalar {
    /// Solves the Sylvester equation A·X + X·B = C, where this is A, of shape […, m, m]. Batch extents are broadcast.
    ///
    /// - Parameters:
    ///   - b: B, shape […, n, n].
    ///   - c: C, shape […, m, n].
    /// - Returns: X, shape […, m, n].
    /// - Throws: `LinearAlgebraError.singular` if an eigenvalue of A is the negative of one of B, `notConverged`,
    ///   `nonFinite`, `overflow`.
    public func solveSylvester(_ b: Tensor, _ c: Tensor) throws(LinearAlgebraError) -> Tensor {
        try applyThrowing(Sylvester<Scalar>(), to: [erased, b.erased, c.erased])
    }

    /// Solves the continuous Lyapunov equation A·X + X·Aᵀ = Q, where this is A, of shape […, n, n].
    ///
    /// - Parameter q: Q, shape […, n, n].
    /// - Throws: `LinearAlgebraError.singular` if two eigenvalues of A add up to 0, `notConverged`, `nonFinite`,
    ///   `overflow`.
    public func solveLyapunov(_ q: Tensor) throws(LinearAlgebraError) -> Tensor {
        try solveSylvester(transposed(), q)
    }
}
