/// A number as significand · 2^exponent with an integer exponent, so that a long product neither overflows nor
/// underflows on the way.
struct ScaledNumber<Scalar: RealScalar> {
    /// 0, or of magnitude at least 1 and below 2; NaN and infinity are stored as they are.
    private var significand: Scalar
    private(set) var exponent: Int

    init(_ value: Scalar, exponent: Int = 0) {
        if value == 0 || !value.isFinite {
            (significand, self.exponent) = (value, 0)
        } else {
            self.exponent = exponent + Int(value.exponent)
            significand = value.scaled(by: -Int(value.exponent))
        }
    }

    static func * (a: ScaledNumber, b: ScaledNumber) -> ScaledNumber {
        ScaledNumber(a.significand * b.significand, exponent: a.exponent + b.exponent)
    }

    static func / (a: ScaledNumber, b: ScaledNumber) -> ScaledNumber {
        ScaledNumber(a.significand / b.significand, exponent: a.exponent - b.exponent)
    }

    /// Returns the number times 2^`shift` as an ordinary scalar.
    func value(times shift: Int = 0) -> Scalar { significand.scaled(by: exponent + shift) }
}

extension BinaryFloatingPoint {
    /// Returns self · 2^`exponent`, rounded once.
    func scaled(by exponent: Int) -> Self {
        self == 0 || exponent == 0 ? self : Self(sign: .plus, exponent: Self.Exponent(exponent), significand: self)
    }
}
