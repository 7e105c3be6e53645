import Tessera
import TesseraFiles
import TesseraTraining

/// The rows to train on, from a file or made up.
struct TrainingInput<Scalar: RealScalar> {
    let features: [String]
    let target: String
    let training: any RowSource<Scalar>
    let validation: (any RowSource<Scalar>)?
    /// The weights behind synthetic targets.
    let trueWeights: Tensor<Scalar>?
    private let table: TableFile<Scalar>?

    init(_ options: DataOptions, task: RegressionTask, seed: UInt64) throws {
        if let size = options.synthetic {
            let synthetic = try size.table(noise: options.noise, task, seed, as: Scalar.self)
            (features, target, table, trueWeights) = (Self.names(size.features), "y", nil, synthetic.trueWeights)
            (training, validation) = try Self.split(synthetic, options.validation, seed)
        } else if let path = options.rowFile {
            let file = try RowFile<Scalar>(path: path)
            (features, target, table, trueWeights) = (Self.names(file.rowShape.features), "y", nil, nil)
            (training, validation) = try Self.split(file, options.validation, seed)
        } else {
            let table = try TableFile<Scalar>(path: options.data!, target: options.target!)
            (features, target, self.table, trueWeights) = (table.features, options.target!, table, nil)
            let parts = try Self.split(table.data, options.validation, seed)
            (training, validation) = parts
            // All rows first: a row's number in a part of them is not that in the file.
            try locatingErrors { () throws(TrainingError) in try task.makeEstimator(Scalar.self).check(table.data) }
        }
        if table != nil || options.rowFile != nil, validation != nil {
            let training = training
            try locatingErrors { () throws(TrainingError) in try task.makeEstimator(Scalar.self).check(training) }
        }
    }

    private static func names(_ count: Int) -> [String] { (0..<count).map { "x\($0 + 1)" } }

    /// Runs `body`, and tells what it finds wrong with the data by its place in the file, if it comes from one.
    private func locatingErrors(_ body: () throws(TrainingError) -> Void) throws {
        if let table { try table.locatingErrors(body) } else { try body() }
    }

    private static func split(
        _ data: Dataset<Scalar>, _ fraction: Double, _ seed: UInt64
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
            "--validation \(plain(fraction)) of \(rows.rowCount) rows leaves none to train on or none to measure on")
    }
}
