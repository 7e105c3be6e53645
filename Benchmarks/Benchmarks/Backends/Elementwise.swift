import Benchmark
import Tessera

func elementwise() {
    let functions: [(String, @Sendable (Tensor<Float>) -> Tensor<Float>)] = [
        ("add", { $0 + $0 }), ("exp", { $0.exp() }), ("sigmoid", { $0.sigmoid() }), ("tanh", { $0.tanh() }),
        ("relu", { $0.relu() }), ("sum", { $0.sum() }), ("max", { $0.max() }),
    ]
    for (name, function) in functions {
        onEachBackend("Elementwise", "\(name) of 1M") {
            let x = Tensor<Float>(normal: [1_000_000], seed: 1)
            return { blackHole(function(x)) }
        }
    }
}

func losses() {
    onEachBackend("Losses", "mean squared error of 1M, forward and backward") {
        let x = Tensor<Float>(normal: [1_000_000], seed: 1)
        let y = Tensor<Float>(normal: [1_000_000], seed: 2)
        return { blackHole(gradient(at: x) { meanSquaredError(predicted: $0, expected: y) }) }
    }
    onEachBackend("Losses", "cross-entropy of 1M logits, forward and backward") {
        let x = Tensor<Float>(normal: [1_000_000], seed: 1)
        let y = Tensor<Float>(uniform: [1_000_000], seed: 2)
        return { blackHole(gradient(at: x) { binaryCrossEntropy(logits: $0, expected: y) }) }
    }
}
