/// The order in which a QR factorisation with column exchanges takes the columns (LAPACK's geqp3), by falling distance from
/// those before, and how many of them are independent, side by side. Both are constant where they are differentiated.
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
        // Beyond that a scalar cannot number the columns.
        if count > 2 << Scalar.significandBitCount { throw .tooLarge(rows: a.rows, columns: count) }
        let work = 2 * a.rows * count * min(a.rows, count)
        try forEachMatrix(of: result, work: work) { (index, out) throws(LinearAlgebraError) in
            let matrix = try a.columns(index)
            var order = [Int32](repeating: 0, count: max(1, count))
            withFactors(min(a.rows, count)) { factors in
                order.withUnsafeMutableBufferPointer {
                    kernels.pivotedQR(matrix.matrix, order: $0.baseAddress!, factors: factors)
                }
            }
            for column in 0..<count { out[column] = Scalar(order[column]) }
            out[count] = Scalar(Self.rank(matrix.matrix))
        }
    }

    /// How many diagonal elements of R are above max(m, n) · ε times the first.
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

/// The pivots of matrices, as tensors that an expression can be made of.
struct ColumnPivots<Scalar: RealScalar> {
    /// For each matrix the numbers of its columns.
    let order: Tensor<Scalar>
    /// For each matrix, with one axis of extent 1.
    private let rank: Tensor<Scalar>

    /// - Parameter packed: the result of `PivotedQR`.
    init(_ packed: Tensor<Scalar>) {
        let count = packed.shape[packed.rank - 1] - 1
        order = packed.sliced(axis: -1, 0..<count)
        rank = packed.sliced(axis: -1, count..<count + 1)
    }

    /// For each matrix a row with ones for the columns that are independent, zeros for the others.
    var independent: Tensor<Scalar> {
        let places = Tensor<Scalar>(order.places .< rank).expandingDimensions(at: -1)
        return order.columnPermutation.matmul(places).transposed()
    }
}

extension Tensor where Scalar: RealScalar {
    /// 0, 1, … along the last axis.
    fileprivate var places: Tensor { Tensor(Tensor<Int32>(0..<Int32(shape[rank - 1]))) }

    /// The matrices P whose product A·P has the columns in these orders, and Pᵀ·A the rows.
    var columnPermutation: Tensor {
        Tensor(places.expandingDimensions(at: 1) .== expandingDimensions(at: -2))
    }

    /// Q, R and an order of the columns with A[:, order] = Q·R, for this matrix or for each of a batch: the diagonal of R
    /// falls in magnitude, so that it shows the rank.
    ///
    /// - Throws: `LinearAlgebraError.nonFinite`.
    public func pivotedQR(
        full: Bool = false
    ) throws(LinearAlgebraError) -> (q: Tensor, r: Tensor, order: Tensor<Int32>) {
        let pivots = ColumnPivots(try applyThrowing(PivotedQR<Scalar>(), to: [erased]))
        let (q, r) = try matmul(pivots.order.columnPermutation).qr(full: full)
        return (q, r, Tensor<Int32>(pivots.order))
    }
}
