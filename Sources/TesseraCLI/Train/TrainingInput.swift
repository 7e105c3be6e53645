import Tessera
import TesseraTraining

/// The rows to train on, from a file or made up.
struct TrainingInput<Scalar: RealScalar> {
    let features: [String]
    let target: String
    let training: Dataset<Scalar>
    let validation: Dataset<Scalar>?
    /// The weights behind synthetic targets.
    let trueWeights: Tensor<Scalar>?
    private let table: TableFile<Scalar>?

    init(_ options: DataOptions, task: RegressionTask, seed: UInt64) throws {
        let all: Dataset<Scalar>
        if let size = options.synthetic {
            try size.checkMemory(bytesPerNumber: MemoryLayout<Scalar>.size)
            let synthetic = try Self.synthetic(size, noise: options.noise, task, seed)
            (features, target, table) = ((1...size.features).map { "x\($0)" }, "y", nil)
            (all, trueWeights) = (synthetic.data, synthetic.trueWeights)
        } else {
            let table = try TableFile<Scalar>(path: options.data!, target: options.target!)
            (features, target, self.table) = (table.features, options.target!, table)
            (all, trueWeights) = (table.data, nil)
        }
        (training, validation) = try Self.split(all, options.validation, seed)
        // All rows first: a row's number in a part of them is not that in the file.
        try locatingErrors { () throws(TrainingError) in
            let estimator = task.makeEstimator(Scalar.self)
            try estimator.check(all)
            try estimator.check(training)
        }
    }

    /// Runs `body`, and tells what it finds wrong with the data by its place in the file, if it comes from one.
    private func locatingErrors(_ body: () throws(TrainingError) -> Void) throws {
        if let table { try table.locatingErrors(body) } else { try body() }
    }

    private static func synthetic(
        _ size: SyntheticSize, noise: Double?, _ task: RegressionTask, _ seed: UInt64
    ) throws -> SyntheticTable<Scalar> {
        let target: SyntheticTable<Scalar>.Target =
            switch task {
            case .linear: .linear(noise: noise ?? 0.1)
            case .logistic: .logistic(noise: noise ?? 0)
            }
        return try SyntheticTable(rows: size.rows, features: size.features, target: target, seed: seed)
    }

    private static func split(
        _ data: Dataset<Scalar>, _ fraction: Double, _ seed: UInt64
    ) throws -> (Dataset<Scalar>, Dataset<Scalar>?) {
        if fraction == 0 { return (data, nil) }
        guard let parts = data.split(validation: fraction, seed: seed) else {
            throw Failure(
                .badData,
                "--validation \(plain(fraction)) of \(data.rows) rows leaves none to train on or none to measure on")
        }
        return (parts.training, parts.validation)
    }
}
