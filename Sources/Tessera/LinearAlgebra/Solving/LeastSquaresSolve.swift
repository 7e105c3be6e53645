/// The method of `leastSquares`, which decides what it does about linearly dependent columns.
public enum LeastSquaresMethod: Sendable, CaseIterable {
    /// QR factorisation. Linearly dependent columns throw `rankDeficient`.
    case qr
    /// QR factorisation with column pivoting. Dependent columns get coefficients of 0.
    case pivotedQR
    /// Singular value decomposition. Of all solutions, the one of minimum norm.
    case svd
}

/// The least-squares solution X of A·X ≈ B, followed by the rank of A, packed in one vector.
struct LeastSquaresSolve<Scalar: RealScalar>: MatrixOperation {
    let method: LeastSquaresMethod

    var name: String { "leastSquares" }
    var operandCount: Int? { 2 }
    var resultRank: Int { 1 }

    func parts(_ a: Shape, _ b: Shape) -> MatrixParts { MatrixParts((a.matrix.columns, b.matrix.columns), (1, 1)) }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let batch = try matrixBatch(name, inputs)
        try checkRightSide(name, inputs)
        return Shape(batch.dimensions + [parts(inputs[0], inputs[1]).count])
    }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let batch = Shape(Array(result.shape.dropLast()))
        let (a, b) = (MatrixOperand<Scalar>(inputs[0], batch: batch), MatrixOperand<Scalar>(inputs[1], batch: batch))
        let kernels = result.kernels.factorizations
        let (work, size) = (4 * a.rows * a.columns * min(a.rows, a.columns), a.columns * b.columns)
        try forEachMatrix(of: result, work: work) { (index, out) throws(LinearAlgebraError) in
            let matrix = try a.columns(index)
            let side = try b.columns(index)
            let x = Columns<Scalar>.zeros(rows: a.columns, columns: b.columns)
            let solve = method == .svd ? Self.solveBySVD : Self.solveByQR
            let rank = try solve(matrix.matrix, side.matrix, x.matrix, kernels)
            if method == .qr, rank < a.columns { throw .rankDeficient(rank: rank) }
            x.matrix.store(to: out)
            out[size] = Scalar(rank)
        }
    }

    /// Solves by QR factorisation with column pivoting (LAPACK's geqp3, ormqr and trsm), which reveals the rank;
    /// returns the rank.
    private static func solveByQR(
        _ a: ColumnMajor<Scalar>, _ b: ColumnMajor<Scalar>, _ x: ColumnMajor<Scalar>, _ kernels: any Factorizations
    ) throws(LinearAlgebraError) -> Int {
        var permutation = [Int32](repeating: 0, count: max(1, a.columns))
        withTau(min(a.rows, a.columns)) { tau in
            permutation.withUnsafeMutableBufferPointer {
                kernels.pivotedQR(a, permutation: $0.baseAddress!, tau: tau)
            }
            kernels.applyQ(a, tau: tau, transposed: true, to: b)
        }
        let rank = PivotedQR<Scalar>.rank(a)
        let r = ColumnMajor(a.base, rows: rank, columns: rank, stride: a.stride)
        let top = ColumnMajor(b.base, rows: rank, columns: b.columns, stride: b.stride)
        kernels.solveTriangular(r, TriangleFlags(isUpper: true), top)
        for column in 0..<b.columns {
            for row in 0..<rank { x[Int(permutation[row]), column] = top[row, column] }
        }
        return rank
    }

    /// Solves by the singular value decomposition: X = V·diag(σ)⁺·Uᵀ·B; returns the rank.
    private static func solveBySVD(
        _ a: ColumnMajor<Scalar>, _ b: ColumnMajor<Scalar>, _ x: ColumnMajor<Scalar>, _ kernels: any Factorizations
    ) throws(LinearAlgebraError) -> Int {
        let inner = min(a.rows, a.columns)
        if inner == 0 { return 0 }
        try checkWorkspace(a.rows, a.columns)
        let u = Columns<Scalar>(rows: a.rows, columns: inner)
        let v = Columns<Scalar>(rows: inner, columns: a.columns)
        let values = Columns<Scalar>(rows: inner, columns: 1)
        let bound = Scalar(max(a.rows, a.columns)) * .ulpOfOne
        let missing = kernels.svd(a, values: values.matrix.base, u: u.matrix, vTransposed: v.matrix)
        if missing > 0 { throw .notConverged(missing: missing) }
        let rank = (0..<inner).first { values.matrix[$0, 0] <= bound * values.matrix[0, 0] } ?? inner
        for column in 0..<b.columns {
            for index in 0..<rank {
                var coefficient: Scalar = 0
                for row in 0..<a.rows { coefficient += u.matrix[row, index] * b[row, column] }
                coefficient /= values.matrix[index, 0]
                for row in 0..<a.columns { x[row, column] += coefficient * v.matrix[index, row] }
            }
        }
        return rank
    }

    /// The gradient of A⁺·B, which holds where the rank does not change locally. For `pivotedQR`, A⁺ is that of the
    /// independent columns, as the others have coefficients of 0.
    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let parts = parts(inputs.shape(0), inputs.shape(1))
        let (x, g) = (parts.matrix(0, of: result), parts.matrix(0, of: upstream))
        let (whole, b): (Tensor<Scalar>, Tensor<Scalar>) = (inputs[0], inputs[1])
        let a = method == .pivotedQR ? whole * Self.independent(whole) : whole
        let inverse = apply(PseudoInverse(tolerance: whole.rankTolerance), to: [a.erased])
        let bGradient = inverse.transposed().matmul(g)
        if input == 1 { return bGradient.erased }
        let residual = b - a.matmul(x)
        let inRows = residual.matmul(inverse.matmul(bGradient).transposed())
        let outside = (g - a.transposed().matmul(bGradient)).transposed()
        let inColumns = inverse.transposed().matmul(x).matmul(outside)
        let gradient = inRows + inColumns - bGradient.matmul(x.transposed())
        return (method == .pivotedQR ? gradient * Self.independent(whole) : gradient).erased
    }

    /// Returns a row per matrix with ones for its independent columns and zeros for the others.
    private static func independent(_ a: Tensor<Scalar>) -> Tensor<Scalar> {
        ColumnPivots(apply(PivotedQR<Scalar>(), to: [a.erased])).independent
    }
}

extension Tensor where Scalar: RealScalar {
    /// Solves the least-squares problem min ‖A·X − B‖, column by column of B, for this matrix A of shape […, m, n] or
    /// for each of a batch.
    ///
    /// - Parameters:
    ///   - b: the right-hand sides, shape […, m, k], or a vector of m elements, for which X is a vector of n elements.
    ///   - method: the factorisation, and with it the treatment of columns that are linearly dependent to max(m, n) ·
    ///     ε.
    /// - Returns: X of shape […, n, k] and the rank of A.
    /// - Throws: `LinearAlgebraError.rankDeficient` from `.qr`, `notConverged` from `.svd`, `nonFinite`.
    public func leastSquares(
        _ b: Tensor, method: LeastSquaresMethod = .qr
    ) throws(LinearAlgebraError) -> (solution: Tensor, rank: Tensor<Int32>) {
        if b.rank == 1 {
            let (x, rank) = try leastSquares(b.expandingDimensions(at: 1), method: method)
            return (x.squeezed(axes: [-1]), rank)
        }
        let operation = LeastSquaresSolve<Scalar>(method: method)
        let packed = try applyThrowing(operation, to: [erased, b.erased])
        let parts = operation.parts(shape, b.shape)
        let rank = parts.matrix(1, of: packed).stoppingGradient().squeezed(axes: [-2, -1])
        return (parts.matrix(0, of: packed), Tensor<Int32>(rank))
    }
}
