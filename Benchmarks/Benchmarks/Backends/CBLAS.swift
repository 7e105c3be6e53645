import Benchmark
import Foundation

/// Registers a benchmark of a product by cblas alone, as a program without Tessera calls it: with the threads that OpenBLAS
/// starts of its own accord. None where OpenBLAS is not installed.
func byCBLAS(_ group: String, _ name: String, _ rows: Int, _ depth: Int, _ columns: Int, transposed: Bool = false) {
    guard let cblas = CBLAS.shared else { return }
    Benchmark("\(group): \(name), cblas") { benchmark in
        let a = [Float](repeating: 0.5, count: rows * depth)
        let b = [Float](repeating: 0.25, count: depth * columns)
        var c = [Float](repeating: 0, count: rows * columns)
        let work = { cblas.multiply(a, b, into: &c, rows, depth, columns, transposed: transposed) }
        work()
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { work() }
        benchmark.stopMeasurement()
        blackHole(c)
    }
}

/// The system's OpenBLAS, found at run time, so that the suite builds without it.
private struct CBLAS {
    private typealias Multiply =
        @convention(c) (
            _ order: Int32, _ transposeA: Int32, _ transposeB: Int32, _ rows: Int32, _ columns: Int32, _ depth: Int32,
            _ alpha: Float, _ a: UnsafePointer<Float>, _ strideA: Int32, _ b: UnsafePointer<Float>, _ strideB: Int32,
            _ beta: Float, _ c: UnsafeMutablePointer<Float>, _ strideC: Int32
        ) -> Void

    static let shared = CBLAS()
    private let sgemm: Multiply

    private init?() {
        guard let library = dlopen("libopenblas.so.0", RTLD_NOW), let symbol = dlsym(library, "cblas_sgemm") else {
            return nil
        }
        sgemm = unsafeBitCast(symbol, to: Multiply.self)
    }

    /// Row-major C = A·B, or C = Aᵀ·B for an A of [depth, rows].
    func multiply(
        _ a: [Float], _ b: [Float], into c: inout [Float], _ rows: Int, _ depth: Int, _ columns: Int, transposed: Bool
    ) {
        let (m, k, n) = (Int32(rows), Int32(depth), Int32(columns))
        let (rowMajor, plain, transpose): (Int32, Int32, Int32) = (101, 111, 112)
        c.withUnsafeMutableBufferPointer { c in
            guard let c = c.baseAddress else { return }
            sgemm(
                rowMajor, transposed ? transpose : plain, plain, m, n, k, 1, a, transposed ? m : k, b, n, 0, c, n)
        }
    }
}
