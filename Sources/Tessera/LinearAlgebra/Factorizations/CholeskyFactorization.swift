/// The Cholesky factorisation A = L·Lᵀ of one symmetric positive definite matrix, kept to solve systems for any number of
/// right sides, and updated where A changes by a product of vectors.
///
/// ```swift
/// var factors = try CholeskyFactorization(a)
/// let x = try factors.solve(b)
/// factors = try factors.adding(v)       // of A + v·vᵀ, in n² operations
/// ```
///
/// Gradients flow through the factor to the matrix and to the vectors.
public struct CholeskyFactorization<Scalar: RealScalar>: Sendable {
    /// The lower triangle L, n × n.
    public let lower: Tensor<Scalar>

    /// Factorises a matrix, of which the lower triangle counts.
    ///
    /// - Throws: `LinearAlgebraError.notPositiveDefinite`, `nonFinite`.
    public init(_ matrix: Tensor<Scalar>) throws(LinearAlgebraError) {
        requireSquare("CholeskyFactorization", matrix)
        lower = try matrix.cholesky()
    }

    private init(lower: Tensor<Scalar>) { self.lower = lower }

    /// Solves A·X = B.
    ///
    /// - Parameter b: the right sides, shape [n, k], or one of shape [n].
    /// - Throws: `LinearAlgebraError.nonFinite`, `overflow`.
    public func solve(_ b: Tensor<Scalar>) throws(LinearAlgebraError) -> Tensor<Scalar> {
        if b.rank == 1 { return try solve(b.expandingDimensions(at: 1)).squeezed(axes: [1]) }
        let half = try lower.solveTriangular(b, upper: false)
        return try lower.solveTriangular(half, upper: false, transposed: true)
    }

    /// The logarithm of the determinant, a scalar.
    public var logDeterminant: Tensor<Scalar> { lower.diagonal().log().sum() * 2 }

    /// The inverse, shape [n, n].
    ///
    /// - Throws: `LinearAlgebraError.overflow`.
    public func inverse() throws(LinearAlgebraError) -> Tensor<Scalar> {
        try solve(Tensor(identity: lower.shape[0]))
    }

    /// Returns the factorisation of A + v·vᵀ.
    ///
    /// - Parameter vector: v, shape [n].
    /// - Throws: `LinearAlgebraError.nonFinite`, `overflow`.
    public func adding(_ vector: Tensor<Scalar>) throws(LinearAlgebraError) -> CholeskyFactorization {
        try updated(by: vector, sign: 1)
    }

    /// Returns the factorisation of A − v·vᵀ.
    ///
    /// - Parameter vector: v, shape [n].
    /// - Throws: `LinearAlgebraError.notPositiveDefinite` if the difference is not, `nonFinite`.
    public func subtracting(_ vector: Tensor<Scalar>) throws(LinearAlgebraError) -> CholeskyFactorization {
        try updated(by: vector, sign: -1)
    }

    private func updated(by vector: Tensor<Scalar>, sign: Scalar) throws(LinearAlgebraError) -> CholeskyFactorization {
        if vector.shape != [lower.shape[0]] {
            ShapeError("updateCholesky", [lower.shape, vector.shape], "needs a vector of \(lower.shape[0]) elements")
                .stop()
        }
        let operands = [lower.erased, vector.expandingDimensions(at: 1).erased]
        return CholeskyFactorization(lower: try applyThrowing(CholeskyUpdate<Scalar>(sign: sign), to: operands))
    }
}
