/// The QR factorisation A = Q·R of one matrix with at least as many rows as columns, kept to solve least-squares problems
/// for any number of right sides, and updated where rows are added.
///
/// ```swift
/// let factors = try QRFactorization(a)
/// let x = try factors.leastSquares(b)   // the x with the smallest |A·x − b|
/// ```
///
/// Gradients flow through the factors to the matrix.
public struct QRFactorization<Scalar: RealScalar>: Sendable {
    /// Q, m × n, with orthonormal columns.
    public let q: Tensor<Scalar>
    /// The upper triangle R, n × n.
    public let r: Tensor<Scalar>

    /// Factorises a matrix of shape [m, n], m ≥ n.
    ///
    /// - Throws: `LinearAlgebraError.nonFinite`.
    public init(_ matrix: Tensor<Scalar>) throws(LinearAlgebraError) {
        if matrix.rank != 2 || matrix.shape[0] < matrix.shape[1] {
            ShapeError("QRFactorization", [matrix.shape], "needs one matrix with at least as many rows as columns")
                .stop()
        }
        (q, r) = try matrix.qr()
    }

    private init(q: Tensor<Scalar>, r: Tensor<Scalar>) { (self.q, self.r) = (q, r) }

    /// Returns the X with the smallest |A·X − B|, column by column; the solution of A·X = B where A is square.
    ///
    /// - Parameter b: the right sides, shape [m, k], or one of shape [m].
    /// - Throws: `LinearAlgebraError.singular` if columns of A are linearly dependent, so that an element of the diagonal
    ///   of R is 0; `nonFinite`, `overflow`.
    public func leastSquares(_ b: Tensor<Scalar>) throws(LinearAlgebraError) -> Tensor<Scalar> {
        if b.rank == 1 { return try leastSquares(b.expandingDimensions(at: 1)).squeezed(axes: [1]) }
        return try r.solveTriangular(q.transposed().matmul(b), upper: true)
    }

    /// Returns the factorisation of A with rows appended, from that of R with them: for k rows some n²·k operations for
    /// R, and m·n² for Q.
    ///
    /// - Parameter rows: the rows, shape [k, n].
    /// - Throws: `LinearAlgebraError.nonFinite`.
    public func appending(_ rows: Tensor<Scalar>) throws(LinearAlgebraError) -> QRFactorization {
        if rows.rank != 2 || rows.shape[1] != r.shape[1] {
            ShapeError("appending", [r.shape, rows.shape], "the rows need \(r.shape[1]) elements").stop()
        }
        let small = try Tensor(concatenating: [r, rows], axis: 0).qr()
        let (columns, all) = (r.shape[0], r.shape[0] + rows.shape[0])
        let top = q.matmul(small.q.sliced(axis: 0, 0..<columns))
        let bottom = small.q.sliced(axis: 0, columns..<all)
        return QRFactorization(q: Tensor(concatenating: [top, bottom], axis: 0), r: small.r)
    }
}
