import ArgumentParser
import Tessera
import TesseraFiles
import TesseraTraining

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Trains a linear or logistic regression or a network and prints its loss, metrics and weights.",
        discussion: """
            The features are all columns of the CSV file but the target, or all but the last column of an .npy file; \
            the targets of logistic regression are 0 and 1. The loss that is reported is the \
            mean over the training rows at the end, without the l2 penalty; a line says so if training has not converged. The \
            same options and seed give the same weights in every run, on any number of threads.

            Examples:
              tessera train linear --data houses.csv --target price --out m.json
              tessera train logistic --data cells.csv --target benign --validation 0.2
              tessera train linear --synthetic 1000000x100 --epochs 20 --json
              tessera train mlp --data houses.csv --target price --hidden 64,32
              tessera train mlp --data rows.npy --epochs 500 --checkpoint state.json
            """)

    @Argument(
        help: "The model: linear predicts numbers, logistic the probability of class 1, mlp (a network) either.")
    var model: ModelKind

    @OptionGroup(title: "Data") var source: DataOptions
    @OptionGroup(title: "Training") var training: TrainOptions
    @OptionGroup(title: "Network") var network: NetworkOptions
    @OptionGroup(title: "Results") var results: ResultOptions
    @OptionGroup(title: "Common") var common: CommonOptions

    func validate() throws {
        try network.check(model)
    }

    func run() throws {
        try results.checkFiles(data: source.data, config: common.config)
        let out = try results.out.map(OutputFile.init(checking:))
        let chart = try results.chart.map(OutputFile.init(checking:))
        let checkpoint = try results.checkpoint.map {
            try CheckpointFile(path: $0, continuesAnyway: results.continueAnyway)
        }
        let backend = try training.resolvedBackend()
        try backend.run {
            try training.precision.dispatch { scalar in
                let run = try train(as: scalar, backend, checkpoint)
                try write(run, out, chart, TrainingReport(run, backend: backend))
            }
        }
    }

    /// Writes all outputs; the failure of one does not prevent the others.
    private func write(_ run: TrainingRun, _ out: OutputFile?, _ chart: OutputFile?, _ report: TrainingReport) throws {
        var outcomes = Outcomes()
        outcomes.attempt { if let failure = run.checkpointFailure { throw failure } }
        outcomes.attempt { try out?.write(run.model.json()) }
        outcomes.attempt {
            try chart?.write(LossChart(run.history).svg.utf8)
        }
        outcomes.attempt {
            if results.areOnStandardOutput {
                if MessageLevel.info.isShown { StandardStreams.writeMessage(report.text) }
            } else {
                try OutputFile.standardOutput.write(results.json ? jsonLine(report) : Array(report.text.utf8))
            }
        }
        try outcomes.finish()
    }

    private func train<Scalar: RealScalar>(as type: Scalar.Type, _ backend: Backend, _ checkpoint: CheckpointFile?)
        throws -> TrainingRun
    {
        try needsDoubleRows()
            ? train(Double.self, as: type, backend, checkpoint) : train(Scalar.self, as: type, backend, checkpoint)
    }

    /// Whether rows are read in double precision whatever the training's: numbers far from 0, such as times, keep their
    /// digits until they are standardised.
    private func needsDoubleRows() throws -> Bool {
        if source.isTable { return true }
        guard training.standardize == true else { return false }
        return try source.openRows(as: Double.self)?.isOfDoubles ?? false
    }

    private func train<Source: RealScalar, Scalar: RealScalar>(
        _ rows: Source.Type, as type: Scalar.Type, _ backend: Backend, _ checkpoint: CheckpointFile?
    ) throws -> TrainingRun {
        let task = network.task(model, isSynthetic: source.synthetic != nil)
        let input = try TrainingInput<Source>(
            source, task: task, seed: training.seed, precision: training.precision, order: checkpoint?.features)
        let options = training.trainingOptions(rows: input.training.rowCount, isTable: source.isTable, model: model)
        let estimator = network.makeEstimator(model, input.task, as: Scalar.self)
        let optimizer = training.makeOptimizer(model, as: Scalar.self)
        do {
            return try TrainingRun(
                input, estimator, optimizer, options: options, checkpoint: checkpoint, precision: training.precision,
                backend: backend)
        } catch let error as TrainingError {
            throw input.located(error)
        }
    }
}
