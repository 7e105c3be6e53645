extension DoubleDouble {
    private static let logOfTwo = DoubleDouble(0.6931471805599453, 2.3190468138462996e-17)

    /// Returns e to the power of `x` to about 30 digits, by argument reduction, a Taylor series and repeated squaring;
    /// 0 for `x` below −745, infinity above 709.
    package static func exp(_ x: DoubleDouble) -> DoubleDouble {
        if x.high.isNaN { return x }
        if x.high < -745 { return .zero }
        if x.high > 709 { return DoubleDouble(.infinity) }
        let exponent = (x.high / logOfTwo.high).rounded()
        // The reduced argument is divided by 2⁹, so that nine terms suffice, and the result squared nine times. The
        // iteration keeps exp − 1, so that no digit is lost.
        let reduced = (x - logOfTwo * exponent) * 0x1p-9
        var (sum, term) = (reduced, reduced)
        for order in 2...9 {
            term = term * reduced / DoubleDouble(Double(order))
            sum += term
        }
        for _ in 0..<9 { sum = sum * 2 + sum * sum }
        let mantissa = sum + 1
        // The power of two is applied in two factors, as 2^exponent alone may be subnormal.
        let half = Int(exponent) / 2
        let (first, second) = (power(of: half), power(of: Int(exponent) - half))
        return DoubleDouble(mantissa.high * first * second, mantissa.low * first * second)
    }

    private static func power(of exponent: Int) -> Double { Double(sign: .plus, exponent: exponent, significand: 1) }
}
