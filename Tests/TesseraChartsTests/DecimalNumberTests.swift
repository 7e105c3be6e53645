import Testing

@testable import TesseraCharts

@Suite struct DecimalNumberTests {
    @Test(arguments: [
        (15, 0, "15"), (15, 2, "1500"), (15, -1, "1.5"), (15, -2, "0.15"), (15, -4, "0.0015"), (-5, -1, "−0.5"),
        (0, -2, "0.00"), (0, 3, "0"), (100, -2, "1.00"),
    ])
    func plainText(significand: Int, exponent: Int, text: String) {
        #expect(DecimalNumber(significand: significand, exponent: exponent).plainText == text)
    }

    @Test(arguments: [
        (1.0, 0), (9.999, 0), (10, 1), (0.1, -1), (0.0999, -2), (1e22, 22), (1e23, 23), (1e-7, -7), (1e300, 300),
        (1000, 3), (999.9999999999999, 2),
    ])
    func exponentIsTheLargestPowerNotAbove(value: Double, exponent: Int) {
        #expect(DecimalNumber.exponent(of: value) == exponent)
    }

    @Test(arguments: [
        (0.0, "0"), (1, "1"), (2.5, "2.5"), (0.97, "0.97"), (1234, "1230"), (-0.05, "−0.05"), (99.96, "100"),
        (1.5e9, "1.5×10⁹"), (-2e-8, "−2×10⁻⁸"), (.leastNonzeroMagnitude, "0"),
    ])
    func valuesHaveThreeDigits(value: Double, text: String) {
        #expect(DecimalNumber.valueText(value) == text)
    }
}
