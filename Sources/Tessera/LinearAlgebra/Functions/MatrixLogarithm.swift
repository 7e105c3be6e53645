/// The logarithm of a matrix by inverse scaling and squaring: square roots of the Schur form until it is close to the
/// identity, then a Padé approximant (N. J. Higham, "Functions of Matrices", 2008, algorithm 11.9).
enum MatrixLogarithm {
    /// The largest 1-norm of R − I for which the approximant of order 7 is accurate to double precision, from table 11.1.
    private static let largestNorm = 0.264
    /// The nodes and weights of the Gauss–Legendre rule of order 7 on [−1, 1]. By it the approximant is a sum of partial
    /// fractions: log(I + X) = ∫ X·(I + t·X)⁻¹ dt for t from 0 to 1.
    private static let rule: [(node: Double, weight: Double)] = [
        (-0.9491079123427585, 0.1294849661688697), (-0.7415311855993945, 0.2797053914892766),
        (-0.4058451513773972, 0.3818300505051189), (0, 0.4179591836734694),
        (0.4058451513773972, 0.3818300505051189), (0.7415311855993945, 0.2797053914892766),
        (0.9491079123427585, 0.1294849661688697),
    ]

    /// Returns the logarithm of Q·T·Qᵀ.
    ///
    /// - Throws: `LinearAlgebraError.negativeEigenvalue` for eigenvalues of 0 or below.
    static func compute<Scalar: RealScalar>(_ schur: SchurForm<Scalar>) throws(LinearAlgebraError) -> Tensor<Scalar> {
        var root = schur.t
        for block in root.blocks where block.count == 1 && root[block.lowerBound, block.lowerBound] <= 0 {
            throw .negativeEigenvalue(Double(root[block.lowerBound, block.lowerBound]))
        }
        let order = root.order
        if order == 0 { return Tensor(zeros: [0, 0]) }
        var roots = 0
        // Every root halves the exponents of the eigenvalues: 100 are enough for any finite matrix.
        var x = Tensor(root.subtractingIdentity(), shape: [order, order])
        while Double(try x.matrixNorm(.one).item) > largestNorm, roots < 100 {
            root = try root.squareRoot()
            x = Tensor(root.subtractingIdentity(), shape: [order, order])
            roots += 1
        }
        var sum = Tensor<Scalar>(zeros: [order, order])
        for (node, weight) in rule {
            let denominator = Tensor<Scalar>(identity: order) + x * Scalar((1 + node) / 2)
            sum += try denominator.solve(x) * Scalar(weight / 2)
        }
        let scale = Scalar(sign: .plus, exponent: Scalar.Exponent(roots), significand: 1)
        return schur.transformed((sum * scale).scalars)
    }
}
