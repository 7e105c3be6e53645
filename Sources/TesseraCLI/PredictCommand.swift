import ArgumentParser
import Tessera
import TesseraFiles
import TesseraTraining

struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Applies a saved model to the rows of a CSV file.",
        discussion: """
            Writes CSV with a line for each row, in the same order: the column prediction for linear regression; \
            probability (of class 1) and prediction (0 or 1) for classes. Columns of the data that are \
            no features of the model are not looked at. The path - stands for standard input and output.
            """)

    @Option(help: ArgumentHelp("The model, saved by tessera train.", valueName: "model.json"))
    var model: String

    @Option(
        help: ArgumentHelp(
            "The data: a CSV file that has the model's features among its columns.", valueName: "file.csv"))
    var data: String

    @Option(help: ArgumentHelp("The output file. (default: standard output)", valueName: "file.csv"))
    var out: String?

    func run() throws {
        var files = NamedFiles()
        files.read("--model", model)
        files.read("--data", data)
        files.write("--out", out)
        if out == nil { files.writeResults() }
        try files.check()
        let output = try out.map(OutputFile.init(checking:)) ?? .standardOutput
        let regression = try ModelFile(path: model).model
        try output.write(FileFormat.encode(predictions(regression), for: out))
    }

    private func predictions(_ regression: SavedModel) throws -> NumericTable {
        let table = try DataTable<Double>(
            path: data, features: regression.features, target: nil, precision: regression.precision)
        let isLinear = regression.task == .linear
        let predictor = regression.makePredictor(Double.self)
        var values: [Double] = []
        try forEachPart(of: table.data.features, widest: regression.widest) { features, first in
            let outputs = predictor.linearPredictor(features)
            let results = isLinear ? outputs : outputs.sigmoid()
            for (row, (value, result)) in zip(outputs.scalars, results.scalars).enumerated() {
                guard result.isFinite else {
                    throw Failure(
                        .badData,
                        "\(table.locator.location(row: first + row)): the prediction is not finite; the numbers of the row "
                            + "are too large for the model")
                }
                values.append(result)
                if !isLinear { values.append(value > 0 ? 1 : 0) }
            }
        }
        let columns = isLinear ? ["prediction"] : ["probability", "prediction"]
        return NumericTable(columns: columns, rowCount: table.data.rowCount, values: values)
    }

    /// Predicts many rows in parts: the activations of a network take memory for its widest layer in each row.
    private func forEachPart<Scalar: RealScalar>(
        of features: Tensor<Scalar>, widest: Int, _ body: (Tensor<Scalar>, Int) throws -> Void
    ) throws {
        let (rows, length) = (features.shape[0], max(1, (1 << 26) / max(1, widest)))
        if rows <= length { return try body(features, 0) }
        for first in stride(from: 0, to: rows, by: length) {
            try body(features.sliced(axis: 0, first..<min(rows, first + length)), first)
        }
    }
}

extension SavedModel {
    /// The width of the widest layer: the most numbers that one row takes as activations.
    fileprivate var widest: Int {
        if case .network(let network) = kind { network.layers.map(\.bias.count).max() ?? 1 } else { 1 }
    }
}
