/// The exponential of a matrix by scaling and squaring with Padé approximants (N. J. Higham, "The scaling and squaring
/// method for the matrix exponential revisited", 2005).
enum MatrixExponential {
    /// The orders of the approximants and the largest 1-norms for which each is accurate to double precision, from
    /// table 2.3 of the paper.
    private static let bounds: [(order: Int, norm: Double)] = [
        (3, 1.495585217958292e-2), (5, 2.539398330063230e-1), (7, 9.504178996162932e-1), (9, 2.097847961257068),
    ]
    private static let largestNorm = 5.371920351148152

    /// Returns the exponential of a finite square matrix.
    ///
    /// - Throws: `LinearAlgebraError.overflow`.
    static func compute<Scalar: RealScalar>(_ a: Tensor<Scalar>) throws(LinearAlgebraError) -> Tensor<Scalar> {
        if a.count == 0 { return a }
        let norm = Double(try a.matrixNorm(.one).item)
        if !norm.isFinite { throw .overflow }
        if let bound = bounds.first(where: { norm <= $0.norm }) {
            return try approximant(a, coefficients(bound.order))
        }
        let squarings = norm <= largestNorm ? 0 : max(0, Int((norm / largestNorm).exponent) + 1)
        let scale = Scalar(sign: .plus, exponent: Scalar.Exponent(-squarings), significand: 1)
        var result = try approximant(a * scale, coefficients(13))
        for _ in 0..<squarings { result = result.matmul(result) }
        return result
    }

    /// Returns the coefficients of the numerator of the diagonal Padé approximant of the exponential, from the constant
    /// on: (2m − j)! m! / ((2m)! (m − j)! j!), scaled so that the first is 1.
    private static func coefficients(_ order: Int) -> [Double] {
        var coefficients = [1.0]
        for j in 1...order {
            coefficients.append(coefficients[j - 1] * Double(order - j + 1) / Double((2 * order - j + 1) * j))
        }
        return coefficients
    }

    /// Returns (V − U)⁻¹·(V + U), where V has the even powers of the numerator and U the odd ones.
    private static func approximant<Scalar: RealScalar>(
        _ a: Tensor<Scalar>, _ coefficients: [Double]
    ) throws(LinearAlgebraError) -> Tensor<Scalar> {
        let identity = Tensor<Scalar>(identity: a.shape[0])
        let square = a.matmul(a)
        let (even, odd) =
            coefficients.count == 14
            ? high(square, identity, coefficients)
            : low(square, identity, coefficients)
        let u = a.matmul(odd)
        do {
            return try (even - u).solve(even + u)
        } catch .singular(_) {
            // The denominator is well-conditioned for the norms in use, unless something has overflowed.
            throw .overflow
        }
    }

    private static func low<Scalar: RealScalar>(
        _ square: Tensor<Scalar>, _ identity: Tensor<Scalar>, _ c: [Double]
    ) -> (even: Tensor<Scalar>, odd: Tensor<Scalar>) {
        var (even, odd, power) = (identity * Scalar(c[0]), identity * Scalar(c[1]), identity)
        for j in stride(from: 2, to: c.count, by: 2) {
            power = power.matmul(square)
            even += power * Scalar(c[j])
            odd += power * Scalar(c[j + 1])
        }
        return (even, odd)
    }

    /// The approximant of order 13 from A², A⁴ and A⁶.
    private static func high<Scalar: RealScalar>(
        _ a2: Tensor<Scalar>, _ identity: Tensor<Scalar>, _ c: [Double]
    ) -> (even: Tensor<Scalar>, odd: Tensor<Scalar>) {
        let a4 = a2.matmul(a2)
        let a6 = a4.matmul(a2)
        func half(_ first: Int) -> Tensor<Scalar> {
            let upper = a6 * Scalar(c[first + 12]) + a4 * Scalar(c[first + 10]) + a2 * Scalar(c[first + 8])
            let lower = a6 * Scalar(c[first + 6]) + a4 * Scalar(c[first + 4]) + a2 * Scalar(c[first + 2])
            return a6.matmul(upper) + lower + identity * Scalar(c[first])
        }
        return (half(0), half(1))
    }
}
