import Tessera
import TesseraFiles
import TesseraTraining

/// The training and validation rows, from a file or synthetic.
struct TrainingInput<Scalar: RealScalar> {
    let task: RegressionTask
    let features: [String]
    let target: String
    let training: any RowSource<Scalar>
    let validation: (any RowSource<Scalar>)?
    /// The true weights of synthetic targets.
    let trueWeights: Tensor<Scalar>?
    private let table: TableFile<Scalar>?
    private let rowFile: RowFile<Scalar>?

    /// - Parameters:
    ///   - task: nil to find out from the targets.
    ///   - precision: of the training.
    ///   - order: of the columns of a table, where these are the same.
    init(
        _ options: DataOptions, task known: RegressionTask?, seed: UInt64, precision: SavedRegression.Precision,
        order: [String]?
    ) throws {
        if let size = options.synthetic {
            task = known ?? .linear
            let synthetic = try size.table(noise: options.noise, task, seed, as: Scalar.self)
            (features, target, trueWeights) = (Self.names(size.features), "y", synthetic.trueWeights)
            (table, rowFile) = (nil, nil)
            (training, validation) = try Self.split(synthetic, options.validation, seed)
        } else if let path = options.rowFile {
            let file = try RowFile<Scalar>(path: path)
            do {
                task = try known ?? Self.task(of: file)
            } catch let error as TrainingError {
                throw file.located(error)
            }
            (features, target, trueWeights) = (Self.names(file.rowShape.features), "y", nil)
            (table, rowFile) = (nil, file)
            (training, validation) = try Self.split(file, options.validation, seed)
        } else {
            let table = try TableFile<Scalar>(
                path: options.data!, target: options.target!, precision: precision, order: order)
            task = try known ?? Self.task(of: table.data)
            (features, target, trueWeights) = (table.features, options.target!, nil)
            (self.table, rowFile) = (table, nil)
            let parts = try Self.split(table.data, options.validation, seed)
            (training, validation) = parts
            // Checks all rows before the split, where row numbers are still those of the file.
            try locatingErrors(task) { (estimator) throws(TrainingError) in try estimator.check(table.data) }
        }
        if let rowFile, validation != nil {
            try locatingErrors(task) { (estimator) throws(TrainingError) in try estimator.check(rowFile) }
        }
        if table != nil || rowFile != nil && task == .logistic, validation != nil {
            let training = training
            try locatingErrors(task) { (estimator) throws(TrainingError) in try estimator.check(training) }
        }
    }

    /// Returns the description of the data that a checkpoint stores.
    func description() throws -> TrainingDataDescription {
        try TrainingDataDescription(features: features, target: target, rows: training)
    }

    /// Returns the failure for an error in the rows, with its location in the file.
    func located(_ error: TrainingError) -> any Error {
        guard let rowFile else { return error }
        // After the split rows are numbered differently; their errors have been reported before.
        return validation == nil ? rowFile.located(error) : error
    }

    private static func names(_ count: Int) -> [String] { (0..<count).map { "x\($0 + 1)" } }

    private static func task(of rows: some RowSource<Scalar>) throws -> RegressionTask {
        try rows.hasBinaryTargets() ? .logistic : .linear
    }

    /// Runs `body` and rethrows its errors with the location in the file, if there is one.
    private func locatingErrors(
        _ task: RegressionTask, _ body: (any RegressionEstimator<Scalar>) throws(TrainingError) -> Void
    ) throws {
        let estimator = task.makeEstimator(Scalar.self)
        if let table {
            try table.locatingErrors { () throws(TrainingError) in try body(estimator) }
        } else if let rowFile {
            do throws(TrainingError) {
                try body(estimator)
            } catch {
                throw rowFile.located(error)
            }
        } else {
            try body(estimator)
        }
    }

    private static func split(
        _ data: RowTable<Scalar>, _ fraction: Double, _ seed: UInt64
    ) throws -> (any RowSource<Scalar>, (any RowSource<Scalar>)?) {
        if fraction == 0 { return (data, nil) }
        guard let parts = data.split(validation: fraction, seed: seed) else { throw nothingLeft(data, fraction) }
        return (parts.training, parts.validation)
    }

    private static func split(
        _ rows: some RowSource<Scalar>, _ fraction: Double, _ seed: UInt64
    ) throws -> (any RowSource<Scalar>, (any RowSource<Scalar>)?) {
        if fraction == 0 { return (rows, nil) }
        guard let parts = rows.splitInBlocks(validation: fraction, seed: seed) else {
            throw nothingLeft(rows, fraction)
        }
        return (parts.training, parts.validation)
    }

    private static func nothingLeft(_ rows: some RowSource<Scalar>, _ fraction: Double) -> Failure {
        Failure(
            .badData,
            "--validation \(plain(fraction)) of \(counted(rows.rowCount, "row")) leaves none to train on or none to measure on"
        )
    }
}
