/// A complex matrix, or a batch of them, stored as its real and its imaginary part.
struct ComplexPair<Scalar: RealScalar> {
    var real: Tensor<Scalar>
    var imaginary: Tensor<Scalar>

    init(_ real: Tensor<Scalar>, _ imaginary: Tensor<Scalar>) {
        self.real = real
        self.imaginary = imaginary
    }

    static func + (a: ComplexPair, b: ComplexPair) -> ComplexPair { .init(a.real + b.real, a.imaginary + b.imaginary) }
    static func - (a: ComplexPair, b: ComplexPair) -> ComplexPair { .init(a.real - b.real, a.imaginary - b.imaginary) }

    /// The elementwise product.
    static func * (a: ComplexPair, b: ComplexPair) -> ComplexPair {
        .init(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
    }

    static func * (a: ComplexPair, b: Tensor<Scalar>) -> ComplexPair { .init(a.real * b, a.imaginary * b) }

    /// Replaces both parts by `other` where `mask` is true.
    func replaced(by other: Tensor<Scalar>, where mask: Tensor<Bool>) -> ComplexPair {
        .init(select(mask, other, otherwise: real), select(mask, other, otherwise: imaginary))
    }

    var conjugate: ComplexPair { .init(real, -imaginary) }
    var transposed: ComplexPair { .init(real.transposed(), imaginary.transposed()) }
    var adjoint: ComplexPair { conjugate.transposed }

    func matmul(_ other: ComplexPair) -> ComplexPair {
        .init(
            real.matmul(other.real) - imaginary.matmul(other.imaginary),
            real.matmul(other.imaginary) + imaginary.matmul(other.real))
    }

    /// The elementwise quotient self / z by Smith's algorithm (R. L. Smith, "Algorithm 116: Complex division", 1962),
    /// which divides by the larger component of z first, so that no square overflows. Where z is 0, both parts follow
    /// the rule of the real `dividedByGap`.
    func dividedByGap(_ z: ComplexPair) -> ComplexPair {
        let largest = maximum(z.real.abs(), z.imaginary.abs()).stoppingGradient()
        let isZero = largest .== 0
        let scale = select(isZero, Tensor(1), otherwise: largest)
        let (re, im) = (z.real / scale, z.imaginary / scale)
        let squaredNorm = re.squared() + im.squared()
        let numerator = self * ComplexPair(select(isZero, Tensor(1), otherwise: re), -im)
        return .init(
            numerator.real.dividedByGap(squaredNorm) / scale, numerator.imaginary.dividedByGap(squaredNorm) / scale)
    }

    /// Solves self·X = B as a real system of twice the size.
    func solve(_ b: ComplexPair) -> ComplexPair {
        let order = real.shape[real.rank - 1]
        let top = Tensor(concatenating: [real, -imaginary], axis: -1)
        let system = Tensor(concatenating: [top, Tensor(concatenating: [imaginary, real], axis: -1)], axis: -2)
        let side = Tensor(concatenating: [b.real, b.imaginary], axis: -2)
        let x = apply(LinearSolve<Scalar>(), to: [system.erased, side.erased])
        return .init(x.sliced(axis: -2, 0..<order), x.sliced(axis: -2, order..<2 * order))
    }
}
