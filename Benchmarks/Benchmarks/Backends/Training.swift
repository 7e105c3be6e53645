import Benchmark
import Tessera
import TesseraTraining

func optimizers() {
    onEachBackend("SGD with momentum, 1M parameters") {
        var optimizer = SGD<Float>(learningRate: 0.01, momentum: 0.9)
        var parameter = Tensor<Float>(normal: [1_000_000], seed: 1)
        let slope = Tensor<Float>(normal: [1_000_000], seed: 2)
        return { optimizer.update(&parameter, along: slope) }
    }
    onEachBackend("Adam, 1M parameters") {
        var optimizer = Adam<Float>()
        var parameter = Tensor<Float>(normal: [1_000_000], seed: 1)
        let slope = Tensor<Float>(normal: [1_000_000], seed: 2)
        return { optimizer.update(&parameter, along: slope) }
    }
}

func steps() {
    for (rows, features) in [(4, 1), (256, 64), (100_000, 64)] {
        onEachBackend("logistic step, \(rows) x \(features)") {
            let x = Tensor<Float>(normal: [rows, features], seed: 1)
            let y = Tensor<Float>(uniform: [rows, 1], seed: 2)
            var model = Linear<Float>(zeroInputs: features)
            var optimizer = SGD<Float>(learningRate: 0.01)
            return {
                let slope = gradient(at: model) { binaryCrossEntropy(logits: $0(x), expected: y) }
                optimizer.update(&model, along: slope)
            }
        }
    }
}
