import ArgumentParser
import Foundation
import Tessera
import TesseraCharts
import TesseraFiles
import TesseraTraining

struct GraphCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Draws the operations that compute the loss of a model.",
        discussion: """
            The graph leads from the rows and the parameters to the loss, with the shape of every value. The model is one \
            of those that train knows, or one that train or fit linear or fit logistic has saved. The path - stands for \
            standard input and output.

            Examples:
              tessera graph logistic --features 8 --out loss.svg
              tessera graph mlp --features 4 --hidden 16,16 --format dot
              tessera graph --model m.json --gradients --out loss.svg
            """)

    @Argument(help: "The model: linear, logistic or mlp.")
    var kind: ModelKind?

    @Option(
        help: ArgumentHelp("A model saved by tessera train or fit, in place of a kind.", valueName: "model.json"))
    var model: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Number of features, at least 1. (default: 4)", valueName: "n"))
    var features: Int?

    @Option(help: "Loss function. (default: that of the model's task)")
    var loss: LossName?

    @OptionGroup(title: "Network") var network: NetworkOptions

    @Flag(help: "Draw the operations of the gradients too.")
    var gradients = false

    @Option(help: "Format: svg is a picture, dot the language of Graphviz. (default: that of --out's name, else svg)")
    var format: GraphFormat?

    @Option(help: ArgumentHelp("The output file. (default: standard output)", valueName: "file.svg|file.dot"))
    var out: String?

    func validate() throws {
        switch (kind, model) {
        case (nil, nil): throw ValidationError("a model is needed: linear, logistic, mlp or --model")
        case (.some, .some): throw ValidationError("<kind> and --model exclude each other; give one")
        case (nil, .some):
            if features != nil { throw ValidationError("--features belongs to a kind of model, not to --model") }
            try network.check(nil, command: "graph")
        case (let kind?, nil): try network.check(kind, command: "graph")
        }
        if let features, !(1...100_000).contains(features) {
            throw ValidationError("--features is \(features); it must be from 1 to 100000")
        }
    }

    func run() throws {
        var files = NamedFiles()
        files.read("--model", model)
        files.write("--out", out)
        if out == nil { files.writeResults() }
        try files.check()
        let output = try out.map(OutputFile.init(checking:)) ?? .standardOutput
        let drawing = try subject().drawing(loss: loss, gradients: gradients)
        let isDOT = (format ?? (out?.lowercased().hasSuffix(".dot") == true ? .dot : .svg)) == .dot
        try output.write((isDOT ? drawing.dot() : drawing.svg(.automatic)).utf8)
    }

    private func subject() throws -> LossGraph {
        if let model { return try LossGraph(ModelFile(path: model), path: inputPath(model)) }
        let kind = kind ?? .linear
        return LossGraph(
            name: kind.rawValue,
            widths: [features ?? 4] + (kind == .mlp ? network.hidden?.widths ?? [64, 64] : []) + [1],
            activation: network.activation?.function ?? .relu, task: network.task(kind, isSynthetic: true) ?? .linear)
    }
}

/// The losses that `tessera graph` knows.
enum LossName: String, ExpressibleByArgument, CaseIterable {
    case meanSquaredError = "mean-squared-error"
    case crossEntropy = "cross-entropy"
}

/// The formats of `tessera graph`.
enum GraphFormat: String, ExpressibleByArgument, CaseIterable {
    case svg, dot
}

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
