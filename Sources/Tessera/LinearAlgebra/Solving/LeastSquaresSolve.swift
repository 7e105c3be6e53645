/// How `leastSquares` finds its solution, and what it makes of columns that depend on each other.
public enum LeastSquaresMethod: Sendable, CaseIterable {
    /// A QR factorisation: fast; dependent columns are refused.
    case qr
    /// A QR factorisation with column exchanges: dependent columns get coefficients of 0.
    case pivotedQR
    /// Singular values: of all solutions the shortest.
    case svd
}

/// X that brings A·X closest to B, and the rank of A behind it, side by side.
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

    /// Which columns are independent shows in a factorisation with column exchanges.
    private static func solveByQR(
        _ a: ColumnMajor<Scalar>, _ b: ColumnMajor<Scalar>, _ x: ColumnMajor<Scalar>, _ kernels: any Factorizations
    ) throws(LinearAlgebraError) -> Int {
        var order = [Int32](repeating: 0, count: max(1, a.columns))
        withFactors(min(a.rows, a.columns)) { factors in
            order.withUnsafeMutableBufferPointer { kernels.pivotedQR(a, order: $0.baseAddress!, factors: factors) }
            kernels.applyQ(a, factors: factors, transposed: true, to: b)
        }
        let rank = PivotedQR<Scalar>.rank(a)
        let r = ColumnMajor(a.base, rows: rank, columns: rank, stride: a.stride)
        let top = ColumnMajor(b.base, rows: rank, columns: b.columns, stride: b.stride)
        kernels.solveTriangular(r, TriangleForm(isUpper: true), top)
        for column in 0..<b.columns {
            for row in 0..<rank { x[Int(order[row]), column] = top[row, column] }
        }
        return rank
    }

    /// V·diag(σ)⁺·Uᵀ·B.
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
            for place in 0..<rank {
                var share: Scalar = 0
                for row in 0..<a.rows { share += u.matrix[row, place] * b[row, column] }
                share /= values.matrix[place, 0]
                for row in 0..<a.columns { x[row, column] += share * v.matrix[place, row] }
            }
        }
        return rank
    }

    /// That of A⁺·B where the rank stays; A⁺ of the independent columns where the others have coefficients of 0.
    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let parts = parts(inputs.shape(0), inputs.shape(1))
        let (x, g) = (parts.matrix(0, of: result), parts.matrix(0, of: upstream))
        let (whole, b): (Tensor<Scalar>, Tensor<Scalar>) = (inputs[0], inputs[1])
        let a = method == .pivotedQR ? whole * Self.independent(whole) : whole
        let inverse = apply(PseudoInverse(tolerance: whole.rankTolerance), to: [a.erased])
        let bSlope = inverse.transposed().matmul(g)
        if input == 1 { return bSlope.erased }
        let rest = b - a.matmul(x)
        let inRows = rest.matmul(inverse.matmul(bSlope).transposed())
        let outside = (g - a.transposed().matmul(bSlope)).transposed()
        let inColumns = inverse.transposed().matmul(x).matmul(outside)
        let slope = inRows + inColumns - bSlope.matmul(x.transposed())
        return (method == .pivotedQR ? slope * Self.independent(whole) : slope).erased
    }

    private static func independent(_ a: Tensor<Scalar>) -> Tensor<Scalar> {
        ColumnPivots(apply(PivotedQR<Scalar>(), to: [a.erased])).independent
    }
}

extension Tensor where Scalar: RealScalar {
    /// X that makes the columns of A·X − B as short as they can be, for this matrix A or for each of a batch, and the rank
    /// of A.
    ///
    /// - Parameters:
    ///   - b: of shape […, m, k], or a vector of m elements, for which X is one too.
    ///   - method: what becomes of columns that depend on each other, to max(m, n) · ε.
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
