import ArgumentParser
import Tessera
import TesseraFiles
import TesseraTraining

struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Applies a saved model to the rows of a CSV file.",
        discussion: """
            Writes a line for each row, in the same order: the column prediction for numbers, such as those of linear \
            regression; probability (of class 1) and prediction (0 or 1) for two classes; for several classes the \
            probability of each (probability_1, …) and the prediction. An output file whose name ends with .npy gets \
            the same columns as a matrix, any other CSV. Columns of the data that are no features of the model are \
            ignored. The path - stands for standard input and output.
            """)

    @Option(help: ArgumentHelp("The model, saved by tessera train or fit with --out.", valueName: "model.json"))
    var model: String

    @Option(
        help: ArgumentHelp(
            "The data: a CSV file that has the model's features among its columns.", valueName: "file.csv"))
    var data: String

    @Option(help: ArgumentHelp("The output file. (default: standard output)", valueName: "file.csv|file.npy"))
    var out: String?

    @OptionGroup(title: "Common") var common: CommonOptions

    func validate() throws {
        guard let out, let format = FileFormat(ofName: out), !format.holdsTables else { return }
        throw ValidationError(
            "--out is \(out); \(format.noun) cannot be written: \(FileFormat.tableEndings.joined(separator: " or ")) can"
        )
    }

    func run() throws {
        var files = NamedFiles()
        files.read("--model", model)
        files.read("--data", data)
        files.read("--config", common.config)
        files.write("--out", out)
        if out == nil { files.writeResults() }
        try files.check()
        let output = try out.map(OutputFile.init(checking:)) ?? .standardOutput
        try output.write(FileFormat.encode(predictions(ModelFile(path: model)), for: out))
    }

    private func predictions(_ model: ModelFile) throws -> NumericTable {
        let table = try model.table(data, target: nil)
        return NumericTable(
            columns: model.outputNames, rowCount: table.data.rowCount, values: try model.predictions(on: table))
    }
}
