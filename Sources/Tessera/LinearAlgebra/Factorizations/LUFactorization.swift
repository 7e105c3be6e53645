/// The LU factorisation with partial pivoting of one square matrix, kept to solve systems for any number of right sides.
///
/// ```swift
/// let factors = try LUFactorization(a)
/// let x = try factors.solve(b)          // A·x = b, without factorising A anew
/// let d = factors.determinant
/// ```
///
/// Gradients flow through the factors to the matrix.
public struct LUFactorization<Scalar: RealScalar>: Sendable {
    /// The lower triangle L, n × n, with ones on its diagonal: A[order, :] = L·U.
    public let lower: Tensor<Scalar>
    /// The upper triangle U, n × n.
    public let upper: Tensor<Scalar>
    /// The order of the rows: row i of L·U is row `order[i]` of A.
    public let order: Tensor<Int32>
    private let inverseOrder: Tensor<Int32>
    /// The 1-norm of the matrix.
    private let norm: Scalar

    /// Factorises a matrix.
    ///
    /// - Throws: `LinearAlgebraError.nonFinite`. A singular matrix has factors too, but `solve` throws.
    public init(_ matrix: Tensor<Scalar>) throws(LinearAlgebraError) {
        requireSquare("LUFactorization", matrix)
        (lower, upper, order) = try matrix.lu()
        var inverse = [Int32](repeating: 0, count: order.count)
        for (row, source) in order.scalars.enumerated() { inverse[Int(source)] = Int32(row) }
        inverseOrder = Tensor(inverse)
        norm = try matrix.stoppingGradient().matrixNorm(.one).item
    }

    /// Solves A·X = B, or Aᵀ·X = B.
    ///
    /// - Parameters:
    ///   - b: the right sides, shape [n, k], or one of shape [n].
    ///   - transposed: whether the matrix is transposed.
    /// - Throws: `LinearAlgebraError.singular` if a pivot is 0, `nonFinite`, `overflow`.
    public func solve(_ b: Tensor<Scalar>, transposed: Bool = false) throws(LinearAlgebraError) -> Tensor<Scalar> {
        if b.rank == 1 {
            return try solve(b.expandingDimensions(at: 1), transposed: transposed).squeezed(axes: [1])
        }
        if transposed {
            let half = try upper.solveTriangular(b, upper: true, transposed: true)
            let x = try lower.solveTriangular(half, upper: false, transposed: true, unitDiagonal: true)
            return x.gatheringRows(inverseOrder)
        }
        let half = try lower.solveTriangular(b.gatheringRows(order), upper: false, unitDiagonal: true)
        return try upper.solveTriangular(half, upper: true)
    }

    /// Solves A·X = B, or refuses to if rounding errors could be as large as the solution.
    ///
    /// - Parameter reciprocalCondition: the smallest reciprocal of the condition number that is accepted.
    /// - Parameter b: the right sides, shape [n, k], or one of shape [n].
    /// - Throws: `LinearAlgebraError.illConditioned`, and the errors of `solve`.
    public func solve(
        _ b: Tensor<Scalar>, reciprocalCondition: Scalar
    ) throws(LinearAlgebraError) -> Tensor<Scalar> {
        let found = self.reciprocalCondition
        if !(found >= reciprocalCondition) { throw .illConditioned(reciprocal: Double(found)) }
        return try solve(b)
    }

    /// The determinant, a scalar.
    public var determinant: Tensor<Scalar> { upper.diagonal().product() * permutationSign }

    /// The sign of the determinant, and the logarithm of its magnitude, −∞ for a singular matrix. Both are scalars.
    public var logDeterminant: (sign: Tensor<Scalar>, logMagnitude: Tensor<Scalar>) {
        let diagonal = upper.diagonal()
        return (diagonal.stoppingGradient().sign().product() * permutationSign, diagonal.abs().log().sum())
    }

    /// The inverse, shape [n, n].
    ///
    /// - Throws: `LinearAlgebraError.singular`, `overflow`.
    public func inverse() throws(LinearAlgebraError) -> Tensor<Scalar> {
        try solve(Tensor(identity: order.count))
    }

    /// An estimate of the reciprocal of the condition number in the 1-norm, from 0 for a singular matrix to 1, by some
    /// solves (W. W. Hager, "Condition estimates", 1984; N. J. Higham, "FORTRAN codes for estimating the one-norm",
    /// 1988; LAPACK's gecon). It is at most a few times too large.
    public var reciprocalCondition: Scalar {
        if order.count == 0 { return 1 }
        guard norm > 0, let inverseNorm = try? inverseNormEstimate(), inverseNorm > 0 else { return 0 }
        let reciprocal = 1 / norm / inverseNorm
        return reciprocal.isFinite ? Swift.min(1, reciprocal) : 0
    }

    private func inverseNormEstimate() throws(LinearAlgebraError) -> Scalar {
        let (count, factors) = (order.count, constant)
        var x = Tensor<Scalar>(repeating: 1 / Scalar(count), shape: [count])
        var (estimate, visited) = (Scalar(0), Set<Int>())
        for _ in 0..<5 {
            let y = try factors.solve(x)
            estimate = Swift.max(estimate, y.abs().sum().item)
            let signs = select(y .>= 0, Tensor<Scalar>(1), otherwise: Tensor<Scalar>(-1))
            let z = try factors.solve(signs, transposed: true).abs()
            let steepest = Int(z.argmax().item)
            if !visited.insert(steepest).inserted { break }
            x = Tensor(zeros: [count])
            x[steepest] = Tensor(1)
        }
        // A vector of alternating signs finds what the steps may miss.
        let alternating = (0..<count).map { index in
            (index % 2 == 0 ? 1 : -1) * (1 + Scalar(index) / Scalar(Swift.max(1, count - 1)))
        }
        let other = try factors.solve(Tensor(alternating)).abs().sum().item * 2 / (3 * Scalar(count))
        return Swift.max(estimate, other)
    }

    /// The same factors without their history.
    private var constant: LUFactorization {
        LUFactorization(
            lower: lower.stoppingGradient(), upper: upper.stoppingGradient(), order: order,
            inverseOrder: inverseOrder, norm: norm)
    }

    private init(
        lower: Tensor<Scalar>, upper: Tensor<Scalar>, order: Tensor<Int32>, inverseOrder: Tensor<Int32>, norm: Scalar
    ) {
        (self.lower, self.upper, self.order, self.norm) = (lower, upper, order, norm)
        self.inverseOrder = inverseOrder
    }

    /// 1 for an even permutation of the rows, −1 for an odd one.
    private var permutationSign: Scalar {
        var (rest, sign) = (order.scalars.map(Int.init), Scalar(1))
        for row in rest.indices {
            while rest[row] != row {
                rest.swapAt(row, rest[row])
                sign = -sign
            }
        }
        return sign
    }
}

/// Stops unless the operand is one square matrix.
func requireSquare<Scalar: RealScalar>(_ name: String, _ matrix: Tensor<Scalar>) {
    if matrix.rank != 2 || matrix.shape[0] != matrix.shape[1] {
        ShapeError(name, [matrix.shape], "needs one square matrix").stop()
    }
}
