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

    @OptionGroup(title: "Common") var common: CommonOptions

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
        files.read("--config", common.config)
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
