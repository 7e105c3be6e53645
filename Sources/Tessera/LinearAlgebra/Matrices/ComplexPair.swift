/// A complex matrix, or a batch of them, as its real and its imaginary part.
struct ComplexPair<Scalar: RealScalar> {
    var real: Tensor<Scalar>
    var imaginary: Tensor<Scalar>

    init(_ real: Tensor<Scalar>, _ imaginary: Tensor<Scalar>) {
        self.real = real
        self.imaginary = imaginary
    }

    static func + (a: ComplexPair, b: ComplexPair) -> ComplexPair { .init(a.real + b.real, a.imaginary + b.imaginary) }
    static func - (a: ComplexPair, b: ComplexPair) -> ComplexPair { .init(a.real - b.real, a.imaginary - b.imaginary) }

    /// Element by element.
    static func * (a: ComplexPair, b: ComplexPair) -> ComplexPair {
        .init(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
    }

    static func * (a: ComplexPair, b: Tensor<Scalar>) -> ComplexPair { .init(a.real * b, a.imaginary * b) }

    var conjugate: ComplexPair { .init(real, -imaginary) }
    var transposed: ComplexPair { .init(real.transposed(), imaginary.transposed()) }
    var adjoint: ComplexPair { conjugate.transposed }

    func matmul(_ other: ComplexPair) -> ComplexPair {
        .init(
            real.matmul(other.real) - imaginary.matmul(other.imaginary),
            real.matmul(other.imaginary) + imaginary.matmul(other.real))
    }

    /// 1 / z element by element, and 0 for 0.
    func reciprocalOrZero() -> ComplexPair {
        conjugate * (real.squared() + imaginary.squared()).reciprocalOrZero()
    }

    /// The solution of self·X = B, from the real system of twice the size.
    func solve(_ b: ComplexPair) -> ComplexPair {
        let order = real.shape[real.rank - 1]
        let top = concatenate([real, -imaginary], axis: -1)
        let system = concatenate([top, concatenate([imaginary, real], axis: -1)], axis: -2)
        let side = concatenate([b.real, b.imaginary], axis: -2)
        let x = apply(LinearSolve<Scalar>(), to: [system.erased, side.erased])
        return .init(x.sliced(axis: -2, 0..<order), x.sliced(axis: -2, order..<2 * order))
    }
}
