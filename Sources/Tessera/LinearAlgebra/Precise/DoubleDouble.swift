/// An unevaluated sum of two doubles: about 32 significant digits, in the range of double precision.
///
/// Sums use Knuth's TwoSum, products Dekker's and Veltkamp's splitting, which need no fused multiply-add and give the
/// same bits everywhere (T. J. Dekker, "A floating-point technique for extending the available precision", 1971;
/// M. Joldes, J.-M. Muller, V. Popescu, "Tight and rigorous error bounds for basic building blocks of double-word
/// arithmetic", 2017). Factors must be below 2^996, or the splitting overflows.
package struct DoubleDouble: Sendable, Equatable {
    package var high: Double
    package var low: Double

    @inline(__always)
    package init(_ high: Double, _ low: Double = 0) {
        self.high = high
        self.low = low
    }

    /// The exact sum of two numbers (TwoSum).
    @inline(__always)
    package init(sum a: Double, _ b: Double) {
        high = a + b
        let other = high - a
        low = (a - (high - other)) + (b - other)
    }

    /// The exact sum of two numbers of which the first has the larger magnitude (Fast2Sum).
    @inline(__always)
    private init(ordered a: Double, _ b: Double) {
        high = a + b
        low = b - (high - a)
    }

    /// The product of two numbers (Dekker's TwoProduct), exact unless it is nearly subnormal.
    @inline(__always)
    package init(product a: Double, _ b: Double) {
        high = a * b
        let ((a1, a2), (b1, b2)) = (Self.split(a), Self.split(b))
        low = ((a1 * b1 - high) + a1 * b2 + a2 * b1) + a2 * b2
    }

    /// Splits a number into halves of 26 bits each (Veltkamp).
    @inline(__always)
    private static func split(_ a: Double) -> (Double, Double) {
        let scaled = 134_217_729 * a
        let high = scaled - (scaled - a)
        return (high, a - high)
    }

    package static let zero = DoubleDouble(0)

    /// The nearest double.
    @inline(__always)
    package var value: Double { high + low }
}

extension DoubleDouble {
    @inline(__always)
    package static func + (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
        let (s, t) = (DoubleDouble(sum: x.high, y.high), DoubleDouble(sum: x.low, y.low))
        let v = DoubleDouble(ordered: s.high, s.low + t.high)
        return DoubleDouble(ordered: v.high, t.low + v.low)
    }

    @inline(__always)
    package static func + (x: DoubleDouble, y: Double) -> DoubleDouble {
        let s = DoubleDouble(sum: x.high, y)
        return DoubleDouble(ordered: s.high, x.low + s.low)
    }

    @inline(__always)
    package static prefix func - (x: DoubleDouble) -> DoubleDouble { DoubleDouble(-x.high, -x.low) }

    @inline(__always)
    package static func - (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble { x + -y }

    @inline(__always)
    package static func - (x: DoubleDouble, y: Double) -> DoubleDouble { x + -y }

    @inline(__always)
    package static func * (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
        let p = DoubleDouble(product: x.high, y.high)
        return DoubleDouble(ordered: p.high, p.low + (x.high * y.low + x.low * y.high))
    }

    @inline(__always)
    package static func * (x: DoubleDouble, y: Double) -> DoubleDouble {
        let p = DoubleDouble(product: x.high, y)
        return DoubleDouble(ordered: p.high, p.low + x.low * y)
    }

    package static func / (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
        let first = x.high / y.high
        let remainder = x - y * first
        let second = remainder.high / y.high
        let last = (remainder - y * second).high / y.high
        return DoubleDouble(ordered: first, second) + last
    }

    @inline(__always)
    package static func += (x: inout DoubleDouble, y: DoubleDouble) { x = x + y }

    /// Returns the square root of a non-negative number, by one Newton correction of the root in double precision.
    package func squareRoot() -> DoubleDouble {
        let root = high.squareRoot()
        guard root > 0, root.isFinite else { return DoubleDouble(root) }
        let remainder = self - DoubleDouble(product: root, root)
        return DoubleDouble(ordered: root, remainder.high / (2 * root))
    }
}
