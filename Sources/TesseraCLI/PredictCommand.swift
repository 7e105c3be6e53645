import ArgumentParser
import Tessera
import TesseraFiles
import TesseraTraining

struct Predict: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Applies a saved model to the rows of a CSV file.",
        discussion: """
            Writes CSV with a line for each row, in the same order: the column prediction for linear regression; \
            probability (of class 1) and prediction (0 or 1) for classes. Columns of the data that are \
            no features of the model are not looked at.
            """)

    @Option(help: ArgumentHelp("The model, saved by tessera train.", valueName: "model.json"))
    var model: String

    @Option(help: ArgumentHelp("The rows, with the model's features among the columns.", valueName: "file.csv"))
    var data: String

    @Option(help: ArgumentHelp("Where the predictions go instead of standard output.", valueName: "file.csv"))
    var out: String?

    func run() throws {
        let output = try out.map(OutputFile.init(checking:)) ?? .standardOutput
        let regression = try ModelFile(path: model).model
        try output.write(predictions(regression))
    }

    private func predictions(_ regression: any SavedModel) throws -> [UInt8] {
        let rows = try TableFile<Double>(
            path: data, features: regression.features, target: nil, precision: regression.precision
        ).data
        let outputs = regression.makeEstimator(Double.self).linearPredictor(rows.features)
        switch regression.task {
        case .linear:
            var writer = CSVWriter(columns: ["prediction"])
            for value in outputs.scalars { writer.append([plain(value)]) }
            return writer.bytes
        case .logistic:
            var writer = CSVWriter(columns: ["probability", "prediction"])
            for (value, probability) in zip(outputs.scalars, outputs.sigmoid().scalars) {
                writer.append([plain(probability), value > 0 ? "1" : "0"])
            }
            return writer.bytes
        }
    }
}
