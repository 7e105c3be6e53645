import Tessera
import TesseraTraining

/// Every workload by its name; the same names stand in `peers.py`.
nonisolated(unsafe) let workloads: [String: () -> Workload] = [
    "lesson-step": { lesson() },
    "linear-full": { fullBatch(.meanSquaredError) },
    "logistic-full": { fullBatch(.binaryCrossEntropy) },
    "linear-100-epochs": { hundredEpochs() },
    "linear-mini": { miniBatch(.meanSquaredError) },
    "logistic-mini": { miniBatch(.binaryCrossEntropy) },
    "mlp-64": { network([64, 64, 64, 1], batch: 64, rows: 64 * 200) },
    "mlp-256": { network([128, 256, 256, 1], batch: 256, rows: 256 * 40) },
    "mlp-1024": { network([784, 1024, 1024, 1], batch: 1024, rows: 1024 * 4) },
    "bare-read": { bareRead() },
]

func options(epochs: Int, batch: Int?, learningRate: Double) -> TrainingOptions {
    TrainingOptions(epochs: epochs, batchSize: batch, learningRate: learningRate)
}

func uniform(_ shape: Shape, seed: UInt64, stream: UInt64 = 0) -> Tensor<Float> {
    Tensor(uniform: shape, in: -1..<1, seed: seed, stream: stream)
}

func table(rows: Int, features: Int, binary: Bool) -> Dataset<Float> {
    let x = uniform([rows, features], seed: 1)
    let signal = x.matmul(uniform([features, 1], seed: 2))
    let y = binary ? Tensor<Float>(signal .> 0) : signal
    return try! Dataset(features: x, targets: y)
}

func lesson() -> Workload {
    let data = try! Dataset<Float>(features: [[1], [2], [3], [4]], targets: [2, 4, 6, 8])
    var model = Linear<Float>(zeroInputs: 1, bias: false)
    return Workload(
        repetition: {
            model = Linear(zeroInputs: 1, bias: false)
            let chosen = options(epochs: 20_000, batch: nil, learningRate: 0.01)
            return milliseconds(units: 20_000) { _ = try! model.fit(data, loss: .meanSquaredError, options: chosen) }
        }, check: { Double(model.weight.item) })
}

func fullBatch(_ loss: Loss<Float>) -> Workload {
    let data = table(rows: 1_000_000, features: 64, binary: true)
    var model = Linear<Float>(zeroInputs: 64)
    return Workload(
        repetition: {
            model = Linear(zeroInputs: 64)
            let chosen = options(epochs: 5, batch: nil, learningRate: 0.1)
            return milliseconds(units: 5) { _ = try! model.fit(data, loss: loss, options: chosen) }
        }, check: { Double(model.weight.squared().sum().item) })
}

func hundredEpochs() -> Workload {
    let data = table(rows: 1_000_000, features: 64, binary: false)
    var model = LinearRegression<Float>()
    return Workload(
        repetition: {
            let chosen = options(epochs: 100, batch: nil, learningRate: 0.1)
            return milliseconds { _ = try! model.fit(data, options: chosen) }
        }, check: { Double(model.weights.squared().sum().item) })
}

func miniBatch(_ loss: Loss<Float>) -> Workload {
    let data = table(rows: 1_000_000, features: 64, binary: true)
    var model = Linear<Float>(zeroInputs: 64)
    let steps = (data.rows + 255) / 256
    return Workload(
        repetition: {
            model = Linear(zeroInputs: 64)
            let chosen = options(epochs: 1, batch: 256, learningRate: 0.1)
            return milliseconds(units: steps) { _ = try! model.fit(data, loss: loss, options: chosen) }
        }, check: { Double(model.weight.squared().sum().item) })
}

func network(_ widths: [Int], batch: Int, rows: Int) -> Workload {
    let data = table(rows: rows, features: widths[0], binary: true)
    var model = Sequential<Float>(widths: widths)
    return Workload(
        repetition: {
            let chosen = options(epochs: 2, batch: batch, learningRate: 0.01)
            return milliseconds(units: 2 * rows / batch) {
                _ = try! model.fit(data, loss: .binaryCrossEntropy, options: chosen)
            }
        }, check: { Double(model.parameters[0].squared().sum().item) })
}

/// The table read once by a vectorised sum, by as many workers as training uses.
func bareRead() -> Workload {
    let data = table(rows: 1_000_000, features: 64, binary: true)
    var sum: Float = 0
    return Workload(repetition: { milliseconds { sum = data.features.sum().item } }, check: { Double(sum) })
}
