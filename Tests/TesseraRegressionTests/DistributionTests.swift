import Foundation
import Testing

@testable import TesseraRegression

@Suite struct DistributionTests {
    /// Closed forms: t with 1 and 2 degrees of freedom, and F with 2 in the numerator.
    @Test(arguments: [0.01, 0.5, 1, 3.7, 40, 1e6])
    func tailsHaveTheirClosedForms(_ t: Double) {
        let cauchy = 2 / Double.pi * atan(1 / t)
        #expect(abs(StudentT(degrees: 1).twoSided(t) - cauchy) <= 1e-13 * cauchy)
        // 1 − t/√(t² + 2), without the cancellation.
        let root = (t * t + 2).squareRoot()
        let second = 2 / (root * (root + t))
        #expect(abs(StudentT(degrees: 2).twoSided(t) - second) <= 1e-13 * second)
        let f = pow(1 + 2 * t / 9, -4.5)
        #expect(abs(FisherF(numerator: 2, denominator: 9).upperTail(t) - f) <= 1e-12 * f)
    }

    @Test func quantilesInvertTails() {
        for degrees in [1.0, 9, 200] {
            let t = StudentT(degrees: degrees)
            #expect(abs(t.twoSided(t.quantile(twoSided: 0.05)) - 0.05) < 1e-14)
        }
        // tan(0.475π), the quantile of Cauchy's distribution.
        #expect(abs(StudentT(degrees: 1).quantile(twoSided: 0.05) - tan(0.475 * .pi)) < 1e-10)
        #expect(abs(Normal.quantile(twoSided: 0.05) - 1.959963984540054) < 1e-14)
    }
}
