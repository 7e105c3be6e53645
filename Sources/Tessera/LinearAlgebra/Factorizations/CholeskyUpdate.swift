/// The Cholesky factor of L·Lᵀ ± v·vᵀ by n plane rotations, hyperbolic ones for the difference (P. E. Gill, G. H. Golub,
/// W. Murray, M. A. Saunders, "Methods for modifying matrix factorizations", 1974; G. W. Stewart, "The effects of rounding
/// error on an algorithm for downdating a Cholesky factorization", 1979).
struct CholeskyUpdate<Scalar: RealScalar>: MatrixOperation {
    /// 1 for the sum, −1 for the difference.
    let sign: Scalar

    var name: String { "updateCholesky" }
    var operandCount: Int? { 2 }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        guard inputs[0].rank == 2, inputs[0][0] == inputs[0][1], inputs[1] == [inputs[0][0], 1] else {
            throw ShapeError(name, inputs, "needs one square matrix and a column with as many elements as it has rows")
        }
        return inputs[0]
    }

    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        axes.allSatisfy { $0 == nil } ? .noRows : .mixesRows("a factorisation needs the whole matrix")
    }

    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError) {
        let l = try MatrixOperand<Scalar>(inputs[0], batch: []).columns(0)
        let v = try MatrixOperand<Scalar>(inputs[1], batch: []).columns(0)
        l.matrix.setZeroAboveDiagonal()
        for step in 0..<l.matrix.rows { try rotate(l.matrix, v.matrix.base, step) }
        l.matrix.store(to: result.base)
    }

    /// Rotates column `step` of L and the rest of v so that the element of v becomes 0.
    private func rotate(
        _ l: ColumnMajor<Scalar>, _ v: UnsafeMutablePointer<Scalar>, _ step: Int
    ) throws(LinearAlgebraError) {
        let (diagonal, element) = (l[step, step], v[step])
        // (d − x)·(d + x) loses less than d² − x².
        let length =
            sign > 0
            ? Scalar.hypot(diagonal, element)
            : max(0, (diagonal - element) * (diagonal + element)).squareRoot()
        if !(length > 0) { throw .notPositiveDefinite(order: step + 1) }
        let (cosine, sine) = (length / diagonal, element / diagonal)
        l[step, step] = length
        for row in step + 1..<max(l.rows, step + 1) {
            l[row, step] = (l[row, step] + sign * sine * v[row]) / cosine
            v[row] = cosine * v[row] - sine * l[row, step]
        }
    }

    /// The gradient G of L·Lᵀ ± v·vᵀ is that of its Cholesky factor; those of L and v are 2·G·L, in the lower triangle,
    /// and ± 2·G·v.
    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let (l, v): (Tensor<Scalar>, Tensor<Scalar>) = (inputs[0], inputs[1])
        guard let erased = Cholesky<Scalar>().gradient(upstream, at: 0, inputs: inputs, result: result),
            let gradient = erased.typed(as: Scalar.self)
        else { return nil }
        if input == 0 { return (gradient.matmul(l).lowerTriangle() * 2).erased }
        return (gradient.matmul(v) * (2 * sign)).erased
    }
}
