import Tessera
import TesseraTraining

/// Training cannot fail on this data; a benchmark that fails has nothing to report.
private func fit<Model: Layer>(
    _ model: inout Model, _ data: RowTable<Float>, _ loss: Loss<Float>, learningRate: Double, _ options: TrainingOptions
) where Model.Scalar == Float {
    do {
        try model.fit(data, loss: loss, optimizer: SGD(learningRate: learningRate), options: options)
    } catch {
        fatalError("\(error)")
    }
}

/// 4 rows of 1 feature, mean squared error, gradient descent.
func lessonStep() -> Workload {
    let x = Tensor<Float>([[1], [2], [3], [4]])
    guard let data = try? RowTable(features: x, targets: 2 * x) else { fatalError("the lesson's table is refused") }
    var model = Linear<Float>(zeroInputs: 1, bias: false)
    let steps = 100_000
    return Workload(
        repetition: {
            model = Linear(zeroInputs: 1, bias: false)
            return milliseconds(units: steps) {
                fit(&model, data, .meanSquaredError, learningRate: 0.01, TrainingOptions(epochs: steps))
            }
        }, check: { Double(model.weight.item) })
}

func fullBatch(_ loss: Loss<Float>) -> Workload {
    let data = SharedNumbers.table(rows: 1_000_000, features: 64, binary: true)
    var model = Linear<Float>(zeroInputs: 64)
    return Workload(
        repetition: {
            model = Linear(zeroInputs: 64)
            return milliseconds(units: 5) { fit(&model, data, loss, learningRate: 0.1, TrainingOptions(epochs: 5)) }
        }, check: { Double(model.weight.squared().sum().item) })
}

func hundredEpochs() -> Workload {
    let data = SharedNumbers.table(rows: 1_000_000, features: 64, binary: false)
    var model = Linear<Float>(zeroInputs: 64)
    return Workload(
        repetition: {
            model = Linear(zeroInputs: 64)
            return milliseconds {
                fit(&model, data, .meanSquaredError, learningRate: 0.1, TrainingOptions(epochs: 100))
            }
        }, check: { Double(model.weight.squared().sum().item) })
}

/// One epoch in batches of 256 rows, each of 64 features, in random order; the time of a step.
func miniBatch(_ loss: Loss<Float>) -> Workload {
    let data = SharedNumbers.table(rows: 1_000_000, features: 64, binary: true)
    var model = Linear<Float>(zeroInputs: 64)
    let steps = (data.rowCount + 255) / 256
    return Workload(
        repetition: {
            model = Linear(zeroInputs: 64)
            return milliseconds(units: steps) {
                fit(&model, data, loss, learningRate: 0.1, TrainingOptions(epochs: 1, batchSize: 256))
            }
        }, check: { Double(model.weight.flattened()[0].item / model.weight.flattened()[1].item) })
}

/// Steps on one batch, with ReLU between the layers and the cross-entropy of logits.
func network(_ widths: [Int], batch: Int, steps: Int, threads: Int? = nil) -> Workload {
    let data = SharedNumbers.table(rows: batch, features: widths[0], binary: true)
    var model = SharedNumbers.network(widths)
    return Workload(
        repetition: {
            model = SharedNumbers.network(widths)
            return milliseconds(units: steps) {
                fit(
                    &model, data, .binaryCrossEntropy,
                    learningRate: 0.01, TrainingOptions(epochs: steps, threads: threads))
            }
        }, check: { Double(model.parameters[0].squared().sum().item) })
}
