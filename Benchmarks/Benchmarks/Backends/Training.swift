import Benchmark
import Tessera
import TesseraTraining

func optimizers() {
    onEachBackend("Optimizers", "SGD with momentum, 1M parameters") {
        var optimizer = SGD<Float>(learningRate: 0.01, momentum: 0.9)
        var parameter = Tensor<Float>(normal: [1_000_000], seed: 1)
        let slope = Tensor<Float>(normal: [1_000_000], seed: 2)
        return { optimizer.update(&parameter, along: slope) }
    }
    onEachBackend("Optimizers", "Adam, 1M parameters") {
        var optimizer = Adam<Float>()
        var parameter = Tensor<Float>(normal: [1_000_000], seed: 1)
        let slope = Tensor<Float>(normal: [1_000_000], seed: 2)
        return { optimizer.update(&parameter, along: slope) }
    }
}

/// Steps as training runs them, through a plan. The name says how many steps a measurement holds.
func steps() {
    training("1000 lesson-size steps, 4 x 1", rows: 4, features: 1, batch: nil, epochs: 1000)
    training("10 full-batch logistic steps, 100000 x 64", rows: 100_000, features: 64, batch: nil, epochs: 10)
    training("391 logistic steps on batches of 256 x 64", rows: 100_000, features: 64, batch: 256, epochs: 1)
    training(
        "100 steps of a network 64-64-64-1, batch 64", rows: 64, features: 64, batch: nil, epochs: 100,
        hidden: [64, 64])
    training(
        "10 steps of a network 128-256-256-1, batch 256", rows: 256, features: 128, batch: nil, epochs: 10,
        hidden: [256, 256])
    eagerStep()
}

private func training(
    _ name: String, rows: Int, features: Int, batch: Int?, epochs: Int, hidden: [Int] = []
) {
    onEachBackend("Training", name) {
        let data = table(rows: rows, features: features)
        let start = Sequential<Float>(widths: [features] + hidden + [1])
        let options = TrainingOptions(epochs: epochs, batchSize: batch)
        return {
            var model = start
            do {
                blackHole(
                    try model.fit(
                        data, loss: .binaryCrossEntropy, optimizer: SGD(learningRate: 0.01), options: options))
            } catch {
                fatalError("\(error)")
            }
        }
    }
}

private func table(rows: Int, features: Int) -> RowTable<Float> {
    let x = Tensor<Float>(normal: [rows, features], seed: 1)
    let y = Tensor<Float>(Tensor<Float>(uniform: [rows, 1], seed: 2) .> 0.5)
    do {
        return try RowTable(features: x, targets: y)
    } catch {
        fatalError("\(error)")
    }
}

/// The same without a plan: every operation by itself.
private func eagerStep() {
    onEachBackend("Training", "logistic step without a plan, 256 x 64") {
        let data = table(rows: 256, features: 64)
        var model = Linear<Float>(zeroInputs: 64)
        var optimizer = SGD<Float>(learningRate: 0.01)
        return {
            let slope = gradient(at: model) { binaryCrossEntropy(logits: $0(data.features), expected: data.targets) }
            optimizer.update(&model, along: slope)
        }
    }
}
