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
    let data = SharedNumbers.rows(x, 2 * x)
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
        }, check: { squareSum(model.weight) })
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
        }, check: { squareSum(model.weight) })
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
    return network(
        SharedNumbers.network(widths), data, learningRate: 0.01, TrainingOptions(epochs: steps, threads: threads))
}

/// A network 2-8-1 with the hyperbolic tangent on the four rows of the exclusive or.
func exclusiveOr() -> Workload {
    let x = Tensor<Float>([[0, 0], [0, 1], [1, 0], [1, 1]])
    let data = SharedNumbers.rows(x, Tensor<Float>([[0], [1], [1], [0]]))
    let start = SharedNumbers.weighted(Sequential(widths: [2, 8, 1], activation: .tanh))
    return network(start, data, learningRate: 0.1, TrainingOptions(epochs: 10_000))
}

private func network(
    _ start: Sequential<Float>, _ data: RowTable<Float>, learningRate: Double, _ options: TrainingOptions
) -> Workload {
    var model = start
    return Workload(
        repetition: {
            model = start
            return milliseconds(units: options.epochs) {
                fit(&model, data, .binaryCrossEntropy, learningRate: learningRate, options)
            }
        }, check: { squareSum(model.parameters[0]) })
}

/// Full-batch steps of linear regression on few rows, as a user calls it.
func tinyFit(rows: Int, features: Int) -> Workload {
    let data = SharedNumbers.table(rows: rows, features: features, binary: false)
    let steps = 10_000
    var model = LinearRegression<Float>()
    return Workload(
        repetition: {
            model = LinearRegression()
            return milliseconds(units: steps) {
                do {
                    try model.fit(data, optimizer: SGD(learningRate: 0.01), options: TrainingOptions(epochs: steps))
                } catch {
                    fatalError("\(error)")
                }
            }
        }, check: { squareSum(model.weights) })
}
