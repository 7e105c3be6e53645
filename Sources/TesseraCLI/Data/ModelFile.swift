import Foundation
import Tessera
import TesseraFiles
import TesseraRegression
import TesseraTraining

/// The model file that `--model` names: a trained or a fitted model of any kind, by what `predict` and `evaluate` need.
struct ModelFile {
    /// What it is a regression of, such as "linear" or "multinomial".
    let kind: String
    let features: [String]
    let target: String
    /// The precision for which no number may be too large.
    let precision: SavedRegression.Precision
    /// The names of the columns that `outputs` returns.
    let outputNames: [String]
    /// The most numbers that one row takes on the way to its outputs: the width of the widest layer, or the number of
    /// classes.
    let widest: Int
    /// Returns what the model predicts: shape [rows, outputs] for features of shape [rows, features].
    let outputs: (_ features: Tensor<Double>) -> Tensor<Double>
    /// Checks the targets, and compares the predictions with them.
    let evaluate: (_ rows: RowTable<Double>) throws -> RegressionEvaluation

    init(path: String) throws {
        let path = inputPath(path)
        let bytes = try InputFile.bytes(path)
        do throws(SavedModelError) {
            switch Self.format(of: bytes) {
            case GeneralizedLinearModel.format: self.init(try SavedFit<GeneralizedLinearModel>(json: bytes))
            case MultinomialModel.format: self.init(try SavedFit<MultinomialModel>(json: bytes))
            default: self.init(try SavedModel(json: bytes))
            }
        } catch {
            throw Failure(.badData, "\(path): \(error)")
        }
    }

    private static func format(of bytes: [UInt8]) -> String? {
        struct Format: Decodable { let format: String? }
        return try? JSONDecoder().decode(Format.self, from: Data(bytes)).format
    }

    private init(_ saved: SavedFit<some TabularModel>) {
        let model = saved.model
        (kind, features, target, precision) = (model.kind, model.features, saved.target, .double)
        (outputNames, widest, outputs) = (model.outputNames, model.outputNames.count, model.outputs)
        evaluate = { rows in try model.evaluation(on: rows) }
    }

    private init(_ saved: SavedModel) {
        (kind, features, target, precision) = (saved.task.rawValue, saved.features, saved.target, saved.precision)
        let (task, predictor) = (saved.task, saved.makePredictor(Double.self))
        let isLinear = task == .linear
        outputNames = isLinear ? ["prediction"] : ["probability", "prediction"]
        widest = if case .network(let network) = saved.kind { network.layers.map(\.bias.count).max() ?? 1 } else { 1 }
        outputs = { features in
            let linearPredictor = predictor.linearPredictor(features).expandingDimensions(at: 1)
            if isLinear { return linearPredictor }
            return Tensor(concatenating: [linearPredictor.sigmoid(), Tensor(linearPredictor .> 0)], axis: 1)
        }
        evaluate = { rows in
            try task.checkTargets(rows)
            return try RegressionEvaluation(of: predictor, task: task, on: rows)
        }
    }
}
