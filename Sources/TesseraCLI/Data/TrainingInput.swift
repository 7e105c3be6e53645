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
    /// Locates errors in the rows of a file; nil for synthetic rows.
    private let locator: RowErrorLocator?
    private let isTable: Bool

    /// - Parameters:
    ///   - task: nil to find out from the targets.
    ///   - precision: the precision of the training.
    ///   - order: the order of the columns of a table; ignored if the table has other columns.
    init(
        _ options: DataOptions, task known: RegressionTask?, seed: UInt64, precision: SavedRegression.Precision,
        order: [String]?
    ) throws {
        if let size = options.synthetic {
            task = known ?? .linear
            let synthetic = try size.table(noise: options.noise, task, seed, as: Scalar.self)
            (features, target, trueWeights) = (Self.names(size.features), "y", synthetic.trueWeights)
            (locator, isTable) = (nil, false)
            (training, validation) = try Self.split(synthetic, options.validation, seed)
        } else if let rows = try options.openRows(as: Scalar.self) {
            let locator = RowErrorLocator(rows)
            (self.locator, isTable) = (locator, false)
            task = try known ?? Self.task(of: rows, locator)
            (features, target, trueWeights) = (Self.names(rows.rowShape.features), "y", nil)
            (training, validation) = try Self.split(rows, options.validation, seed)
            if validation != nil { try check(rows) }
        } else {
            let table = try DataTable<Scalar>(
                path: options.data!, target: options.target!, precision: precision, order: order)
            (locator, isTable) = (table.locator, true)
            task = try known ?? Self.task(of: table.data, table.locator)
            (features, target, trueWeights) = (table.features, options.target!, nil)
            (training, validation) = try Self.split(table.data, options.validation, seed)
            // Checks all rows before the split, where row numbers are still those of the file.
            try check(table.data)
        }
        // A part may lack a class that all rows together have.
        if validation != nil, isTable || locator != nil && task == .logistic { try check(training) }
    }

    /// Returns the description of the data that a checkpoint stores.
    func description() throws -> TrainingDataDescription {
        try TrainingDataDescription(features: features, target: target, rows: training)
    }

    /// Returns the failure for an error in the rows, with its location in the file.
    func located(_ error: TrainingError) -> any Error {
        // After the split rows are numbered differently; their errors have been reported before.
        guard let locator, !isTable, validation == nil else { return error }
        return locator.failure(error) ?? error
    }

    private static func names(_ count: Int) -> [String] { (0..<count).map { "x\($0 + 1)" } }

    /// Returns the task that the targets are made for.
    private static func task(of rows: some RowSource<Scalar>, _ locator: RowErrorLocator) throws -> RegressionTask {
        let isBinary = try locator.locating { try rows.hasBinaryTargets() }
        return isBinary ? .logistic : .linear
    }

    /// Checks that a model of the task can be trained on the rows.
    private func check(_ rows: any RowSource<Scalar>) throws {
        guard let locator else { return try task.check(rows) }
        try locator.locating { try task.check(rows) }
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
