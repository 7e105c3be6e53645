extension DoubleDouble {
    private static let logOfTwo = DoubleDouble(0.6931471805599453, 2.3190468138462996e-17)

    /// e to the power of `x`, to some 30 digits; 0 below the range of double precision.
    package static func exp(_ x: DoubleDouble) -> DoubleDouble {
        if x.high.isNaN { return x }
        if x.high < -745 { return .zero }
        if x.high > 709 { return DoubleDouble(.infinity) }
        let exponent = (x.high / logOfTwo.high).rounded()
        // 2⁻⁹ of what is left, for a short series; then squared as often, less 1 so that no digit is lost.
        let rest = (x - logOfTwo * exponent) * 0x1p-9
        var (sum, term) = (rest, rest)
        for order in 2...9 {
            term = term * rest / DoubleDouble(Double(order))
            sum += term
        }
        for _ in 0..<9 { sum = sum * 2 + sum * sum }
        let mantissa = sum + 1
        // In two steps, as 2^exponent alone may be subnormal.
        let half = Int(exponent) / 2
        let (first, second) = (power(of: half), power(of: Int(exponent) - half))
        return DoubleDouble(mantissa.high * first * second, mantissa.low * first * second)
    }

    private static func power(of exponent: Int) -> Double { Double(sign: .plus, exponent: exponent, significand: 1) }
}
