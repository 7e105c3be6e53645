import Benchmark
import Tessera

func products() {
    let shapes = [
        (64, 64, 64), (256, 256, 256), (512, 512, 512), (1024, 1024, 1024), (4096, 64, 64), (4096, 64, 1),
        (64, 4096, 64),
        (100_000, 64, 1),
    ]
    for (rows, depth, columns) in shapes {
        let name = "product \(rows) x \(depth) x \(columns)"
        byCBLAS("Products", name, rows, depth, columns)
        onEachBackend("Products", name) {
            let a = Tensor<Float>(normal: [rows, depth], seed: 1)
            let b = Tensor<Float>(normal: [depth, columns], seed: 2)
            return { blackHole(a.matmul(b)) }
        }
    }
    // Around the crossover from our own loops to OpenBLAS: up to 128 they are ours, above that OpenBLAS' for this layout.
    for size in [96, 128, 160, 192] {
        let name = "product of a transposed \(size) x \(size)"
        byCBLAS("Products", name, size, size, size, transposed: true)
        onEachBackend("Products", name) {
            let a = Tensor<Float>(normal: [size, size], seed: 1).transposed()
            let b = Tensor<Float>(normal: [size, size], seed: 2)
            return { blackHole(a.matmul(b)) }
        }
    }
    for size in [2, 4, 8, 16, 32, 64] {
        onEachBackend("Batched products", "batch of 256 products of \(size) x \(size), forward and backward") {
            let a = Tensor<Float>(normal: [256, size, size], seed: 1)
            let b = Tensor<Float>(normal: [256, size, size], seed: 2)
            return { blackHole(gradient(at: a, b) { a, b in a.matmul(b).squared().sum() }) }
        }
    }
}
