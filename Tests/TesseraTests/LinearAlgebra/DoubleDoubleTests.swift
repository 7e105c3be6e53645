import Testing

@testable import Tessera

@Suite struct DoubleDoubleTests {
    @Test func sumsAndProductsAreExact() {
        let sum = DoubleDouble(sum: 1, 0x1p-80)
        #expect(sum.high == 1 && sum.low == 0x1p-80)
        // (1 + ε)² = 1 + 2ε + ε².
        let square = DoubleDouble(product: 1 + 0x1p-30, 1 + 0x1p-30)
        #expect(square.high == 1 + 0x1p-29 && square.low == 0x1p-60)
    }

    @Test(arguments: [2.0, 3, 1e-8, 7e11])
    func rootsAndQuotientsHaveThirtyDigits(_ value: Double) {
        let root = DoubleDouble(value).squareRoot()
        #expect(abs((root * root - value).value) <= 1e-30 * value)
        let third = DoubleDouble(value) / DoubleDouble(3)
        #expect(abs((third * 3 - value).value) <= 1e-30 * value)
    }

    /// The exponential agrees with the digits of e and fulfils the functional equation.
    @Test func exponentialsHaveThirtyDigits() {
        let e = DoubleDouble.exp(DoubleDouble(1))
        // e to 32 digits as two doubles.
        #expect(e.high == 2.718281828459045 && abs(e.low - 1.4456468917292502e-16) < 1e-31)
        for x in [-600.0, -30.5, -1, 0.001, 0.5, 20, 600] {
            let product = DoubleDouble.exp(DoubleDouble(x)) * DoubleDouble.exp(DoubleDouble(-x))
            #expect(abs((product - 1).value) < 1e-27, "\(x)")
        }
        #expect(DoubleDouble.exp(DoubleDouble(-800)) == .zero)
    }
}
