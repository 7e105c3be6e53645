import Testing

@testable import Tessera

@Suite struct QRTests {
    /// LAPACK's own tests require residuals below 30 in units of rounding.
    @Test(arguments: [(1, 1), (5, 1), (7, 7), (40, 9), (9, 40), (130, 64)], [1.0, 1e-300, 1e300])
    func factorsMultiplyToTheMatrix(_ extents: (Int, Int), _ unit: Double) {
        for backend in Backend.available {
            check(Double.self, extents, unit, backend)
            if unit == 1 { check(Float.self, extents, unit, backend) }
        }
    }

    private func check<S: RealScalar>(_ type: S.Type, _ extents: (Int, Int), _ unit: Double, _ backend: Backend) {
        let (rows, columns) = extents
        let a = Tensor<S>(normal: [rows * columns], seed: 1).scalars.map { $0 * S(scalarValue: unit) }
        var (matrix, factors) = (a, [S](repeating: 0, count: min(rows, columns)))
        var q = [S](repeating: 0, count: rows * rows)
        for index in 0..<rows { q[index * rows + index] = 1 }
        matrix.withUnsafeMutableBufferPointer { matrix in
            factors.withUnsafeMutableBufferPointer { factors in
                q.withUnsafeMutableBufferPointer { q in
                    let packed = ColumnMajor(matrix.baseAddress!, rows: rows, columns: columns)
                    let kernels = backend.kernels.factorizations
                    kernels.qr(packed, tau: factors.baseAddress!)
                    kernels.applyQ(
                        packed, tau: factors.baseAddress!, transposed: false,
                        to: ColumnMajor(q.baseAddress!, rows: rows, columns: rows))
                }
            }
        }
        let scale = S.ulpOfOne * S(rows + columns)
        for column in 0..<columns {
            for row in 0..<rows {
                let sum = (0...min(column, rows - 1)).reduce(S(0)) {
                    $0 + q[$1 * rows + row] * matrix[column * rows + $1]
                }
                #expect(abs(sum - a[column * rows + row]) <= 30 * scale * S(scalarValue: unit) * S(4))
            }
        }
        for first in 0..<rows {
            for second in 0...first {
                let product = (0..<rows).reduce(S(0)) { $0 + q[first * rows + $1] * q[second * rows + $1] }
                #expect(abs(product - (first == second ? 1 : 0)) <= 30 * scale)
            }
        }
    }
}
