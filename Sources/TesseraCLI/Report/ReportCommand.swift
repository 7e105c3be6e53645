import ArgumentParser
import Tessera
import TesseraCharts
import TesseraFiles

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Writes a page about a saved model on rows whose target is known.",
        discussion: """
            The page is one HTML file that needs nothing else: a card of the model, its metrics on the data, and charts. \
            Regressions get fitted against observed values, residuals and their quantiles; classifications the ROC and \
            precision–recall curves, calibration and the confusion matrix; both get coefficients or partial dependence, and \
            a fit or a decision boundary where there are one or two features. It is light or dark as the reader prefers. \
            The path - stands for standard input and output.

            Example:
              tessera report --model m.json --data houses.csv --out report.html
            """)

    @Option(help: ArgumentHelp("The model, saved by tessera train or fit with --out.", valueName: "model.json"))
    var model: String

    @Option(
        help: ArgumentHelp(
            "The data: a CSV file that has the model's features and the target among its columns.",
            valueName: "file.csv"))
    var data: String

    @Option(
        help: ArgumentHelp(
            "The target: the name of the column to compare predictions with. (default: the target that the model was made "
                + "for)", valueName: "column"))
    var target: String?

    @Option(
        help: ArgumentHelp(
            "The history of the training, for its curve: a CSV file with the loss of each epoch in a column loss, and that of "
                + "validation rows in a column validation_loss if there are any. (default: none)", valueName: "file.csv"
        ))
    var history: String?

    @Option(help: ArgumentHelp("The page; it is replaced only when it is complete.", valueName: "report.html"))
    var out: String

    @OptionGroup(title: "Common") var common: CommonOptions

    func run() throws {
        var files = NamedFiles()
        files.read("--model", model)
        files.read("--data", data)
        files.read("--history", history)
        files.read("--config", common.config)
        files.write("--out", out)
        try files.check()
        let output = try OutputFile(checking: out)
        let model = try ModelFile(path: model)
        let table = try model.table(data, target: target ?? model.target)
        let evaluation = try model.evaluation(on: table, path: data)
        let subject = ReportSubject(
            model: model, target: target ?? model.target, features: table.data.features,
            targets: table.data.targets.scalars, outputs: try model.predictions(on: table))
        let page = ReportPage(
            subject, evaluation, modelName: Self.name(self.model), dataName: Self.name(data),
            charts: ReportCharts(subject).all + (try trainingCurve()))
        try output.write(page.html.utf8)
        if !FileIdentity.isStandardOutput(output.path) { printMessage("wrote \(output.path)", .info) }
    }

    /// The chart of --history; none without it.
    private func trainingCurve() throws -> [ReportFigure] {
        guard let history else { return [] }
        let table = try NumericTable(path: inputPath(history))
        try table.require("loss")
        let losses = table.column("loss") ?? []
        return [
            ReportFigure(
                "Training curve", "The loss after each epoch; where that of validation rows rises, it overfits."
            ) {
                () throws(ChartError) in
                try .trainingCurve(losses: losses, validation: table.column("validation_loss") ?? [])
            }
        ]
    }

    /// The name of an input on the page: without its folders, which are the writer's own.
    private static func name(_ path: String) -> String {
        path == "-" ? "standard input" : path.split(separator: "/").last.map(String.init) ?? path
    }
}

/// A model with the rows that a report is about, and its predictions of them.
struct ReportSubject {
    let model: ModelFile
    let target: String
    /// Shape [rows, features].
    let features: Tensor<Double>
    let targets: [Double]
    /// The columns of `ModelFile.outputNames`, row by row.
    let outputs: [Double]

    var rowCount: Int { targets.count }

    /// Returns a column of the outputs; a negative index counts from the last.
    func output(_ index: Int) -> [Double] {
        let width = model.outputNames.count
        let first = index < 0 ? width + index : index
        return stride(from: first, to: outputs.count, by: width).map { outputs[$0] }
    }

    /// The values of a feature.
    func feature(_ index: Int) -> [Double] { features.sliced(axis: 1, index..<index + 1).scalars }
}
