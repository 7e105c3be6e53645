import Benchmark
import Tessera

func products() {
    for (rows, depth, columns) in [(64, 64, 64), (256, 256, 256), (512, 512, 512), (4096, 64, 64), (4096, 64, 1)] {
        onEachBackend("product \(rows) x \(depth) x \(columns)") {
            let a = Tensor<Float>(normal: [rows, depth], seed: 1)
            let b = Tensor<Float>(normal: [depth, columns], seed: 2)
            return { blackHole(a.matmul(b)) }
        }
    }
    for size in [4, 16, 64] {
        onEachBackend("batch of 256 products of \(size) x \(size), forward and backward") {
            let a = Tensor<Float>(normal: [256, size, size], seed: 1)
            let b = Tensor<Float>(normal: [256, size, size], seed: 2)
            return { blackHole(gradient(at: a, b) { a, b in a.matmul(b).squared().sum() }) }
        }
    }
}
