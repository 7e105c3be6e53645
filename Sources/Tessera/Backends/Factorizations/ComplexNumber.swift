/// A complex number, for the eigenvectors of matrices that are not symmetric. The type of swift-numerics is not used: its
/// module would have to be compiled before this one (docs/decisions/0031-models-below-training.md).
///
/// A number with a part that is not finite is the one point at infinity, as in swift-numerics; its parts are NaN.
struct ComplexNumber<Scalar: RealScalar> {
    private let x: Scalar
    private let y: Scalar

    init(_ real: Scalar, _ imaginary: Scalar = 0) { (x, y) = (real, imaginary) }

    static var zero: Self { Self(0) }
    static var one: Self { Self(1) }

    var real: Scalar { isFinite ? x : .nan }
    var imaginary: Scalar { isFinite ? y : .nan }
    var isZero: Bool { x == 0 && y == 0 }
    private var isFinite: Bool { x.isFinite && y.isFinite }

    /// The larger of the absolute values of both parts.
    var magnitude: Scalar { isFinite ? max(abs(x), abs(y)) : .infinity }
    /// The square of the absolute value, which may overflow or underflow.
    var lengthSquared: Scalar { x * x + y * y }

    private var conjugate: Self { Self(x, -y) }

    func multiplied(by factor: Scalar) -> Self { Self(x * factor, y * factor) }
    func divided(by divisor: Scalar) -> Self { Self(x / divisor, y / divisor) }

    static prefix func - (z: Self) -> Self { Self(-z.x, -z.y) }
    static func + (z: Self, w: Self) -> Self { Self(z.x + w.x, z.y + w.y) }
    static func - (z: Self, w: Self) -> Self { Self(z.x - w.x, z.y - w.y) }
    static func * (z: Self, w: Self) -> Self { Self(z.x * w.x - z.y * w.y, z.x * w.y + z.y * w.x) }

    /// z·w̄ / |w|², where both are scaled by a power of 2 first if |w|² overflows or underflows (D. Priest, "Efficient
    /// scaling for complex division", 2004).
    static func / (z: Self, w: Self) -> Self {
        if w.lengthSquared.isNormal { return z * w.conjugate.divided(by: w.lengthSquared) }
        if w.isZero { return Self(.infinity) }
        if !w.isFinite { return .zero }
        if w.magnitude < .leastNormalMagnitude {
            let scale = 1 / (2 * Scalar.leastNormalMagnitude)
            return z.multiplied(by: scale) / w.multiplied(by: scale)
        }
        let scale = Scalar(sign: .plus, exponent: -3 * w.magnitude.exponent / 4, significand: 1)
        let scaled = w.multiplied(by: scale)
        return z.multiplied(by: scale) * scaled.conjugate.divided(by: scaled.lengthSquared)
    }
}
