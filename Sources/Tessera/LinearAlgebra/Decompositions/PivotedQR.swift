/// The permutation of a QR factorisation with column pivoting (LAPACK's geqp3), followed by the rank, packed in one
/// vector. Each step takes the column that is farthest from the span of those before it. Both results are constant
/// under differentiation.
struct PivotedQR<Scalar: RealScalar>: MatrixOperation {
    var name: String { "pivotedQR" }
    var resultRank: Int { 1 }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let (_, columns) = try matrixExtents(name, inputs)
        return Shape(inputs[0].batch.dimensions + [columns + 1])
    }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let a = MatrixOperand<Scalar>(inputs[0], batch: inputs.shape(0).batch)
        let (kernels, count) = (result.kernels.factorizations, a.columns)
        // Larger column indices cannot be represented exactly by a scalar.
        if count > 2 << Scalar.significandBitCount { throw .tooLarge(rows: a.rows, columns: count) }
        let work = 2 * a.rows * count * min(a.rows, count)
        try forEachMatrix(of: result, work: work) { (index, out) throws(LinearAlgebraError) in
            let matrix = try a.columns(index)
            var permutation = [Int32](repeating: 0, count: max(1, count))
            withTau(min(a.rows, count)) { tau in
                permutation.withUnsafeMutableBufferPointer {
                    kernels.pivotedQR(matrix.matrix, permutation: $0.baseAddress!, tau: tau)
                }
            }
            for column in 0..<count { out[column] = Scalar(permutation[column]) }
            out[count] = Scalar(Self.rank(matrix.matrix))
        }
    }

    /// Returns the numerical rank: the number of leading diagonal elements of R that are above max(m, n) · ε times the
    /// first.
    static func rank(_ r: ColumnMajor<Scalar>) -> Int {
        let count = min(r.rows, r.columns)
        if count == 0 { return 0 }
        let bound = abs(r[0, 0]) * Scalar.ulpOfOne * Scalar(max(r.rows, r.columns))
        return (0..<count).first { abs(r[$0, $0]) <= bound } ?? count
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? { nil }
}

/// The column pivots of a batch of matrices, as tensors for use in expressions.
struct ColumnPivots<Scalar: RealScalar> {
    /// The indices of the columns in pivot order, for each matrix.
    let order: Tensor<Scalar>
    /// The rank of each matrix, with one axis of extent 1.
    private let rank: Tensor<Scalar>

    /// - Parameter packed: the result of `PivotedQR`.
    init(_ packed: Tensor<Scalar>) {
        let count = packed.shape[packed.rank - 1] - 1
        order = packed.sliced(axis: -1, 0..<count)
        rank = packed.sliced(axis: -1, count..<count + 1)
    }

    /// A row per matrix with ones for its independent columns and zeros for the others.
    var independent: Tensor<Scalar> {
        let isIndependent = Tensor<Scalar>(order.lastAxisIndices .< rank).expandingDimensions(at: -1)
        return order.columnPermutation.matmul(isIndependent).transposed()
    }
}

extension Tensor where Scalar: RealScalar {
    /// The indices 0, 1, … along the last axis.
    fileprivate var lastAxisIndices: Tensor { Tensor(Tensor<Int32>(0..<Int32(shape[rank - 1]))) }

    /// The permutation matrices P of these orders: A·P has the columns of A in that order, Pᵀ·A the rows.
    var columnPermutation: Tensor {
        Tensor(lastAxisIndices.expandingDimensions(at: 1) .== expandingDimensions(at: -2))
    }

    /// Returns the QR factorisation with column pivoting of this matrix, or of each of a batch: A[:, order] = Q·R,
    /// where the diagonal of R decreases in magnitude and thereby reveals the rank.
    ///
    /// - Parameter full: whether Q is square; otherwise A of m × n gives Q of m × min(m, n) and R of min(m, n) × n.
    /// - Throws: `LinearAlgebraError.nonFinite`, `tooLarge` where a scalar cannot represent the column indices.
    public func pivotedQR(
        full: Bool = false
    ) throws(LinearAlgebraError) -> (q: Tensor, r: Tensor, order: Tensor<Int32>) {
        let pivots = ColumnPivots(try applyThrowing(PivotedQR<Scalar>(), to: [erased]))
        let (q, r) = try matmul(pivots.order.columnPermutation).qr(full: full)
        return (q, r, Tensor<Int32>(pivots.order))
    }
}
