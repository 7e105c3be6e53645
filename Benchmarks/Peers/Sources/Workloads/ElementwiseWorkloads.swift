import Tessera
import TesseraTraining

/// The mean cross-entropy of 10 million logits and its gradient.
func crossEntropy() -> Workload {
    let logits = SharedNumbers.tensor([10_000_000])
    let targets = Tensor<Float>(SharedNumbers.tensor([10_000_000], from: 10_000_000) .> 0)
    var result = logits
    return Workload(
        repetition: {
            milliseconds {
                result = gradient(at: logits) { binaryCrossEntropy(logits: $0, expected: targets) }
            }
        }, check: { squareSum(result) * 1e7 })
}

func momentum() -> Workload {
    var optimizer = SGD<Float>(learningRate: 0.01, momentum: 0.9)
    return update { optimizer.update(&$0, along: $1) }
}

func adam() -> Workload {
    var optimizer = Adam<Float>(learningRate: 0.01)
    return update { optimizer.update(&$0, along: $1) }
}

/// 10 million parameters, updated in place.
private func update(_ step: @escaping (inout Tensor<Float>, Tensor<Float>) -> Void) -> Workload {
    var parameters = SharedNumbers.tensor([10_000_000])
    let gradient = SharedNumbers.tensor([10_000_000], from: 10_000_000)
    return Workload(repetition: { milliseconds { step(&parameters, gradient) } }, check: { 0 })
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

/// The sum of a table of 1M × 64.
func sum() -> Workload {
    let table = SharedNumbers.tensor([64_000_000])
    var sum: Float = 0
    return Workload(repetition: { milliseconds { sum = table.sum().item } }, check: { Double(sum) })
}
