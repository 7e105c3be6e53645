import Tessera
import TesseraCharts
import TesseraTraining

/// The loss of linear layers with an activation between them, by its shapes alone.
struct LossGraph {
    private let name: String
    /// The number of features, of each hidden layer's outputs, and of the outputs.
    private let widths: [Int]
    private let activation: ActivationFunction
    private let task: RegressionTask

    init(name: String, widths: [Int], activation: ActivationFunction, task: RegressionTask) {
        (self.name, self.widths, self.activation, self.task) = (name, widths, activation, task)
    }

    /// - Throws: `Failure` for a model that is fitted without a recorded loss.
    init(_ model: ModelFile, path: String) throws {
        let task = RegressionTask(rawValue: model.kind)
        guard let task, (model.linear?.degree ?? 1) == 1 else {
            throw Failure(
                .badData,
                "\(path): the model is a \(task == nil ? model.kind : "polynomial") regression, which is fitted without a "
                    + "recorded loss; linear and logistic regressions and networks have one")
        }
        let hidden = model.network?.layers.map(\.bias.count) ?? [1]
        self.init(
            name: model.network == nil ? model.kind : "mlp", widths: [model.features.count] + hidden,
            activation: model.network.flatMap { ActivationFunction(rawValue: $0.activation) } ?? .relu, task: task)
    }

    func drawing(loss: LossName?, gradients: Bool) throws -> GraphDrawing {
        let layers = LayerShapes(widths)
        let activation = activation
        let loss = loss ?? (task == .linear ? .meanSquaredError : .crossEntropy)
        let plan = try Plan(for: layers, rows: RowShape(features: widths[0])) { layers, batch in
            var x = batch.features
            for (index, layer) in layers.layers.enumerated() {
                x = (index == 0 ? x : activation(x)).matmul(layer.weight) + layer.bias
            }
            return switch loss {
            case .meanSquaredError: meanSquaredError(predicted: x, expected: batch.targets)
            case .crossEntropy: binaryCrossEntropy(logits: x, expected: batch.targets)
            }
        }
        let title = "\(loss == .meanSquaredError ? "Mean squared error" : "Cross-entropy") of \(name)"
        return try GraphDrawing(title, of: plan, gradients: gradients)
    }
}

/// The parameters of linear layers by their shapes: all elements of one are the same zero, so that they take no memory.
private struct LayerShapes: Parameterized {
    var layers: [(weight: Tensor<Float>, bias: Tensor<Float>)]

    /// - Parameter widths: the number of features, and of each layer's outputs.
    init(_ widths: [Int]) {
        layers = zip(widths, widths.dropFirst()).map {
            (Tensor(zeros: [1, 1]).expanded(to: [$0, $1]), Tensor(zeros: [1]).expanded(to: [$1]))
        }
    }

    mutating func forEachParameter<Failure: Error>(
        _ body: (String, inout Tensor<Float>) throws(Failure) -> Void
    ) throws(Failure) {
        for index in layers.indices {
            let number = layers.count == 1 ? "" : " \(index + 1)"
            try body("weights\(number)", &layers[index].weight)
            try body("bias\(number)", &layers[index].bias)
        }
    }
}
