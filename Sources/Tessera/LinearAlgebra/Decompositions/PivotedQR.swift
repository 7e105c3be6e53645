/// The order in which a QR factorisation with column exchanges takes the columns (LAPACK's geqp3), and how many of them
/// are independent.
struct PivotedQR<Scalar: RealScalar> {
    /// For each matrix the numbers of its columns, by falling distance from those before.
    let order: Tensor<Int32>
    /// For each matrix how many diagonal elements of R are above max(m, n) · ε times the first.
    let rank: Tensor<Int32>

    init(_ a: Tensor<Scalar>) throws(LinearAlgebraError) {
        let operand = MatrixOperand<Scalar>(a, batch: a.shape.batch)
        let kernels = Backend.current.kernels
        let (count, batch) = (operand.columns, a.shape.batch.elementCount)
        let (order, ranks) = (Storage<Int32>(count: batch * count), Storage<Int32>(count: batch))
        for index in 0..<batch {
            let matrix = try operand.columns(index)
            kernels.withoutThreads {
                withFactors(min(operand.rows, count)) {
                    kernels.factorizations.pivotedQR(matrix.matrix, order: order.base + index * count, factors: $0)
                }
            }
            ranks.base[index] = Int32(Self.rank(matrix.matrix))
        }
        self.order = Tensor(storage: order, shape: Shape(a.shape.batch.dimensions + [count]))
        rank = Tensor(storage: ranks, shape: a.shape.batch)
    }

    static func rank(_ r: ColumnMajor<Scalar>) -> Int {
        let count = min(r.rows, r.columns)
        if count == 0 { return 0 }
        let bound = abs(r[0, 0]) * Scalar.ulpOfOne * Scalar(max(r.rows, r.columns))
        return (0..<count).first { abs(r[$0, $0]) <= bound } ?? count
    }

    /// The matrices P whose product A·P has the columns in this order.
    var permutation: Tensor<Scalar> {
        let count = order.shape[order.rank - 1]
        let numbers = Tensor<Int32>(0..<Int32(count)).reshaped(to: [count, 1])
        return Tensor<Scalar>(numbers .== order.expandingDimensions(at: -2))
    }

    /// For each matrix ones for the columns that are independent, zeros for the others.
    var independent: Tensor<Scalar> {
        let count = order.shape[order.rank - 1]
        let places = Tensor<Int32>(0..<Int32(count)) .< rank.expandingDimensions(at: -1)
        return permutation.matmul(Tensor<Scalar>(places).expandingDimensions(at: -1)).squeezed(axes: [-1])
    }
}

extension Tensor where Scalar: RealScalar {
    /// Q, R and an order of the columns with A[:, order] = Q·R, for this matrix or for each of a batch: the diagonal of R
    /// falls in magnitude, so that it shows the rank.
    ///
    /// - Throws: `LinearAlgebraError.nonFinite`.
    public func pivotedQR(
        full: Bool = false
    ) throws(LinearAlgebraError) -> (q: Tensor, r: Tensor, order: Tensor<Int32>) {
        _ = stopping { () throws(ShapeError) in try matrixExtents("pivotedQR", [shape]) }
        let pivots = try PivotedQR(self)
        let (q, r) = try matmul(pivots.permutation).qr(full: full)
        return (q, r, pivots.order)
    }
}
