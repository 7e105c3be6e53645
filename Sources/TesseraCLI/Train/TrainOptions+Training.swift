import ArgumentParser
import Tessera
import TesseraTraining

enum BackendName: String, ExpressibleByArgument, CaseIterable {
    case openblas, native, swift
}

extension BackendName? {
    /// Returns the named backend, else the fastest one of this build.
    func resolved() throws -> Backend {
        switch self {
        case nil: return .current
        case .swift: return .swift
        case .openblas:
            if let backend = Backend.openBLAS { return backend }
            throw ValidationError(
                "--backend openblas: this build has no OpenBLAS; use --backend \(Backend.available[0].name)")
        case .native:
            if let backend = Backend.native { return backend }
            throw ValidationError("--backend native: this build has no kernels in C; use --backend swift")
        }
    }
}

enum BatchSize {
    case full
    case rows(Int)

    init(parsing text: String) throws {
        if text == "full" {
            self = .full
        } else if let rows = Int(text), rows > 0 {
            self = .rows(rows)
        } else {
            throw ValidationError("a whole number above 0, or full, is needed")
        }
    }
}

extension TrainOptions {
    func resolvedBackend() throws -> Backend { try backend.resolved() }

    /// - Parameter isTable: whether the rows come from a table made by people, whose columns differ in scale.
    func trainingOptions(rows: Int, isTable: Bool, model: ModelKind) -> TrainingOptions {
        var options = TrainingOptions()
        options.batchSize =
            switch batchSize {
            case .full: nil
            case .rows(let count): count
            case nil: rows <= 8192 ? nil : 1024
            }
        options.epochs = epochs ?? (options.batchSize == nil ? 1000 : 100)
        options.schedule = learningRateSchedule(epochs: options.epochs)
        options.clipping = clipNorm.map { .norm($0) } ?? clipValue.map { .value($0) }
        options.l2 = l2
        options.tolerance = tolerance
        options.standardizes = standardize ?? isTable
        options.seed = seed
        options.threads = threads
        return options
    }
}
