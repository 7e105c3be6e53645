import Tessera
import Testing

@testable import TesseraTraining

@Suite struct LossConvergenceTests {
    private static func isReached(_ losses: [Double], rounding: Double = 0x1p-23) -> Bool {
        LossConvergence(losses, rounding: rounding, stoppedEarly: false).isReached
    }

    /// Losses that fall by a factor towards a rest: converged where what is left is below a millionth of the loss or
    /// 10⁻¹⁰ of the first one.
    @Test(arguments: [0.5, 0.9, 0.99, 0.999, 0.9999], [1.0, 1e-3, 0.0])
    func followsGeometricFalls(_ factor: Double, _ rest: Double) {
        for count in [3, 10, 30, 100, 1000] {
            var left = 1.0
            let losses = (0..<count).map { _ in
                defer { left *= factor }
                return rest + left
            }
            let enough = 1e-6 * (rest + left) + 1e-10
            // The mean of the last window is the loss of some epochs before.
            if left > 10 * enough, left > 1e-6 * rest { #expect(!Self.isReached(losses), "\(count) epochs") }
            if left / (1 - factor) < enough / 1e3 { #expect(Self.isReached(losses), "\(count) epochs") }
        }
    }

    @Test func saysNoBeforeItCanTell() {
        #expect(!Self.isReached([]))
        #expect(!Self.isReached([1]))
        #expect(!Self.isReached([1, 1]))
        #expect(Self.isReached([1, 1, 1]))
        #expect(LossConvergence([1], rounding: 0, stoppedEarly: true).isReached)
    }

    /// A loss that rises, however slowly, or falls in a straight line has not come to rest.
    @Test(arguments: [1e-3, -1e-3, 1e-5, -1e-5])
    func straightLinesAreNoRest(_ slope: Double) {
        let found = LossConvergence((0..<200).map { 1 + slope * Double($0) }, rounding: 0x1p-52, stoppedEarly: false)
        #expect(!found.isReached)
        #expect(found.epochs == 20 && abs(found.decrease + 20 * slope) < 1e-12)
    }

    /// The chance of batches hides whether a loss falls; a fall that stands out of it counts.
    @Test(arguments: [UInt64(1), 2, 3, 4, 5])
    func chanceIsNoFall(_ seed: UInt64) {
        let noise = randomPermutation(count: 400, seed: seed).map { (Double($0) / 400 - 0.5) * 0.01 }
        #expect(!Self.isReached(noise.enumerated().map { 2 - 1e-3 * Double($0.offset) + $0.element }))
        let rests = (0..<5).count { shift in
            Self.isReached((0..<400).map { 1 + noise[($0 + 80 * shift) % 400] })
        }
        #expect(rests >= 3)
    }
}
