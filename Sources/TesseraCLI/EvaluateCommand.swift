import ArgumentParser
import Tessera
import TesseraFiles
import TesseraTraining

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measures a saved model on rows whose target is known.",
        discussion: """
            Prints the mean loss and, for linear regression, R² and the root mean squared error; for logistic \
            regression the accuracy and the area under the ROC curve (where both classes are present); for several \
            classes the accuracy, where the loss is the log loss; for other regressions of fit the mean deviance as the \
            loss and D², the fraction of the deviance that is explained. The path - stands for standard input.
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

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup(title: "Common") var common: CommonOptions

    func run() throws {
        var files = NamedFiles()
        files.read("--model", model)
        files.read("--data", data)
        files.read("--config", common.config)
        files.writeResults()
        try files.check()
        let model = try ModelFile(path: model)
        let table = try model.table(data, target: target ?? model.target)
        let report = EvaluationReport(task: model.kind, try model.evaluation(on: table, path: data))
        try OutputFile.standardOutput.write(json ? jsonLine(report) : Array(report.text.utf8))
    }
}

/// The report of `tessera evaluate`.
private struct EvaluationReport: Encodable {
    let task: String
    let rows: Int
    let loss: Double
    let metrics: [String: Double]

    init(task: String, _ evaluation: RegressionEvaluation) {
        self.task = task
        rows = evaluation.rows
        loss = evaluation.loss
        metrics = evaluation.metrics
    }

    var text: String {
        var lines = AlignedLines()
        lines.add("task", "\(task) regression")
        lines.add("rows", "\(rows)")
        lines.add("loss", significant(loss))
        lines.add(metrics: metrics)
        return lines.text
    }
}
