import Tessera
import Testing

@testable import TesseraRegression

@Suite struct BFloat16RowsTests {
    /// 8 bits of a significand are left; ties go to the even neighbour.
    @Test func roundsToNearest() {
        let step = 1.0 / 128
        let pairs: [(value: Double, nearest: Double)] = [
            (1 + step / 2, 1), (1 + 1.5 * step, 1 + 2 * step), (1 + 0.6 * step, 1 + step), (-1 - step / 2, -1),
            (0, 0), (3, 3), (-0.15625, -0.15625), (255, 255), (257, 256), (259, 260), (0x1.ffp-20, 0x1p-19),
        ]
        for backend in Backend.available {
            for (value, nearest) in pairs {
                let found = backend.run { roundTrip(Tensor([value], shape: [1, 1])) }
                #expect(found == [Float(nearest)], "\(backend.name): \(value)")
            }
        }
    }

    private func roundTrip(_ x: Tensor<Double>) -> [Float] {
        let rows = x.shape[0]
        let bfloat16Rows = BFloat16Rows(
            RowTable(checkedFeatures: x, targets: Tensor(zeros: [rows, 1]), weights: nil),
            shifts: Array(repeating: 0, count: x.shape[1]))
        let kernels = Backend.current.kernels
        return (0..<x.shape[1]).flatMap { column in
            let axis = (0..<bfloat16Rows.width).map { $0 == column ? Float(1) : 0 }
            var out = [Float](repeating: 0, count: rows)
            bfloat16Rows.withRows(from: 0) { x in
                kernels.bfloat16Gemv(rows: rows, columns: bfloat16Rows.width, x, axis, &out)
            }
            return out
        }
    }

    /// Numbers of 8 bits have the gradient of the rows, for any number of columns and workers.
    @Test(arguments: [1, 15, 16, 17, 40, 64])
    func gradientsAreThoseOfTheRows(_ features: Int) throws {
        let shifts = (0..<features).map { 5 + 0.25 * Double($0) }
        let eighths = (0..<333 * features).map { Double($0 * 37 % 101 - 50) / 8 }
        let x = Tensor(eighths, shape: [333, features]) + Tensor(shifts)
        let y = Tensor<Double>(Tensor<Double>(uniform: [333, 1], seed: 5) .< 0.4)
        let table = RowTable(checkedFeatures: x, targets: y, weights: Tensor(uniform: [333], seed: 6))
        let coefficients = Tensor<Double>(normal: [features + 1], seed: 7).scalars.map { $0 / 8 }
        for backend in Backend.available {
            try backend.run {
                let fold = BFloat16LogisticGradientFold(BFloat16Rows(table, shifts: shifts), at: coefficients)
                let gradient = fold.gradient(try table.fold(fold, on: WorkerPool(count: 1)))
                for count in [2, 3] {
                    #expect(fold.gradient(try table.fold(fold, on: WorkerPool(count: count))) == gradient)
                }
                let exact = try table.fold(LogisticGradientFold(at: coefficients)).gradient
                // Sums of 333 numbers up to 20 in single precision.
                for (a, b) in zip(gradient, exact) { #expect(abs(a - b) < 2e-3, "\(backend.name): \(a) \(b)") }
            }
        }
    }
}
