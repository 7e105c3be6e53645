extension RealFunctions {
    /// 1 / √x, by one correction of the quotient for the rounding errors of root and division.
    static func rsqrt(_ x: Double) -> Double {
        if x == 0 { return 1 / x }
        if !(x > 0 && x < .infinity) { return x == .infinity ? 0 : .nan }
        if x < 0x1p-900 { return 0x1p100 * rsqrt(x * 0x1p200) }
        let root = x.squareRoot()
        let inverse = 1 / root
        let low = x.addingProduct(-root, root) / (2 * root)
        return inverse + (quotientError(inverse, 1, root) - inverse * (low / root))
    }

    /// The cube root: two steps of Halley's method from a guess by the bits of x, as in FreeBSD's cbrt, and one of
    /// Newton's with the residual in double-double.
    static func cbrt(_ x: Double) -> Double {
        let size = Swift.abs(x)
        if !(size > 0 && size < .infinity) { return x }
        if size < 0x1p-900 { return 0x1p-100 * cbrt(x * 0x1p300) }
        if size > 0x1p900 { return 0x1p100 * cbrt(x * 0x1p-300) }
        var y = Double(bitPattern: size.bitPattern / 3 + 0x2a9f_7893_0000_0000)
        for _ in 0..<3 {
            let cube = y * y * y
            y *= (cube + 2 * size) / (2 * cube + size)
        }
        let residual = DoubleDouble(product: y, y) * y - size
        return Double(signOf: x, magnitudeOf: y - residual.high / (3 * y * y))
    }

    /// √(x² + y²) without overflow, with the sum of the squares in double-double; infinite if either operand is, as
    /// IEEE 754 says, even if the other is NaN.
    static func hypot(_ x: Double, _ y: Double) -> Double {
        if x.isInfinite || y.isInfinite { return .infinity }
        if x.isNaN || y.isNaN { return .nan }
        var (larger, smaller) = (Swift.max(Swift.abs(x), Swift.abs(y)), Swift.min(Swift.abs(x), Swift.abs(y)))
        if smaller <= larger * 0x1p-54 { return larger + smaller }
        let scale = larger > 0x1p500 ? 0x1p-600 : (smaller < 0x1p-450 ? 0x1p600 : 1)
        (larger, smaller) = (larger * scale, smaller * scale)
        let (a, b) = (larger * larger, smaller * smaller)
        let sum = normalised(a, b)
        let lost = sum.low + ((-a).addingProduct(larger, larger) + (-b).addingProduct(smaller, smaller))
        let root = sum.high.squareRoot()
        return (root + (sum.high.addingProduct(-root, root) + lost) / (2 * root)) / scale
    }
}
