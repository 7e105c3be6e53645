import Tessera
import TesseraTraining

/// A batch of products of n × n matrices and both gradients; the batches have about as many numbers for every n.
func batchedProduct(_ size: Int) -> Workload {
    let batch = max(16, (1 << 20) / (size * size))
    let a = SharedNumbers.tensor([batch, size, size])
    let b = SharedNumbers.tensor([batch, size, size], from: 2_000_000)
    let upstream = SharedNumbers.tensor([batch, size, size], from: 4_000_000)
    var slope = a
    return Workload(
        repetition: {
            milliseconds {
                let (left, right) = (a.watched(), b.watched())
                let slopes = (left.matmul(right) * upstream).sum().gradients(of: [left, right])
                slope = slopes[1]
            }
        }, check: { Double(slope.squared().sum().item) })
}

/// The mean cross-entropy of 10 million logits and its gradient.
func crossEntropy() -> Workload {
    let logits = SharedNumbers.tensor([10_000_000])
    let targets = Tensor<Float>(SharedNumbers.tensor([10_000_000], from: 10_000_000) .> 0)
    var slope = logits
    return Workload(
        repetition: {
            milliseconds {
                slope = gradient(at: logits) { binaryCrossEntropy(logits: $0, expected: targets) }
            }
        }, check: { Double(slope.squared().sum().item) * 1e7 })
}

func momentum() -> Workload {
    var optimizer = SGD<Float>(learningRate: 0.01, momentum: 0.9)
    return update { optimizer.update(&$0, along: $1) }
}

func adam() -> Workload {
    var optimizer = Adam<Float>(learningRate: 0.01)
    return update { optimizer.update(&$0, along: $1) }
}

/// 10 million parameters, moved in place.
private func update(_ step: @escaping (inout Tensor<Float>, Tensor<Float>) -> Void) -> Workload {
    var parameters = SharedNumbers.tensor([10_000_000])
    let slope = SharedNumbers.tensor([10_000_000], from: 10_000_000)
    return Workload(repetition: { milliseconds { step(&parameters, slope) } }, check: { 0 })
}

/// `a + b` of one element each, recorded for differentiation.
func addition() -> Workload {
    let a = Tensor<Float>(1).watched()
    let b = Tensor<Float>(2)
    var sum = a
    return Workload(
        repetition: { milliseconds(units: 10_000) { for _ in 0..<10_000 { sum = a + b } } }, check: { Double(sum.item) }
    )
}

/// A table of 1M × 64 read once by the vectorised sum: what no step over it can beat.
func bareRead() -> Workload {
    let table = SharedNumbers.tensor([64_000_000])
    var sum: Float = 0
    return Workload(repetition: { milliseconds { sum = table.sum().item } }, check: { Double(sum) })
}

/// 1024 × 1024 matrices.
func largeProduct() -> Workload {
    let a = SharedNumbers.tensor([1024, 1024])
    let b = SharedNumbers.tensor([1024, 1024], from: 2_000_000)
    var product = a
    return Workload(
        repetition: { milliseconds { product = a.matmul(b) } }, check: { Double(product.squared().sum().item) })
}
