import Foundation
import Tessera
import TesseraFiles
import TesseraRegression
import TesseraTraining

/// The model file that `--model` names: a trained or a fitted model of any kind, by what the commands that read models
/// need.
struct ModelFile {
    /// What the model predicts.
    enum Prediction: Equatable {
        case number
        /// The probability of class 1.
        case binary
        /// The probability of each of these classes.
        case classes([Double])
    }

    /// What it is a regression of, such as "linear" or "multinomial".
    let kind: String
    let features: [String]
    let target: String
    let prediction: Prediction
    /// The precision for which no number may be too large.
    let precision: SavedRegression.Precision
    /// The names of the columns that `outputs` returns.
    let outputNames: [String]
    /// The most numbers that one row takes on the way to its outputs: the width of the widest layer, or the number of
    /// classes.
    let widest: Int
    /// What a model card tells of the model beside its kind, features and target.
    let properties: [(name: String, value: String)]
    /// The linear predictor; nil for a network and for several classes.
    let linear: LinearTerms?
    /// The layers of a network; nil for other models.
    let network: SavedNetwork?
    /// Returns what the model predicts: shape [rows, outputs] for features of shape [rows, features].
    let outputs: (_ features: Tensor<Double>) -> Tensor<Double>
    /// Returns the linear predictor (the logit of class 1), shape [rows]; it orders rows whose probabilities round to 1.
    let scores: (_ features: Tensor<Double>) -> Tensor<Double>
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
}

/// The terms of a linear predictor: a weight for each power of each feature.
struct LinearTerms {
    let weights: [Double]
    let intercept: Double
    /// The highest power of each feature.
    let degree: Int
}

extension ModelFile {
    private init(_ saved: SavedFit<GeneralizedLinearModel>) {
        let model = saved.model
        let terms = LinearTerms(
            weights: model.weights, intercept: model.intercept, degree: model.weights.count / model.features.count)
        self.init(
            saved, prediction: model.outputNames.count > 1 ? .binary : .number,
            properties: [("family", model.family.name), ("link", model.link.name)], linear: terms
        ) { model.linearPredictor($0) }
    }

    private init(_ saved: SavedFit<MultinomialModel>) {
        let model = saved.model
        let names = model.classes.map { plain($0) }.joined(separator: ", ")
        self.init(saved, prediction: .classes(model.classes), properties: [("classes", names)], linear: nil) {
            model.predict($0)
        }
    }

    private init(
        _ saved: SavedFit<some TabularModel>, prediction: Prediction, properties: [(name: String, value: String)],
        linear: LinearTerms?, scores: @escaping (Tensor<Double>) -> Tensor<Double>
    ) {
        let model = saved.model
        (kind, features, target, precision) = (model.kind, model.features, saved.target, .double)
        (outputNames, widest, outputs) = (model.outputNames, model.outputNames.count, model.outputs)
        (self.prediction, self.properties, self.linear, self.scores) = (prediction, properties, linear, scores)
        network = nil
        evaluate = { rows in try model.evaluation(on: rows) }
    }

    private init(_ saved: SavedModel) {
        (kind, features, target, precision) = (saved.task.rawValue, saved.features, saved.target, saved.precision)
        let (task, predictor) = (saved.task, saved.makePredictor(Double.self))
        let isLinear = task == .linear
        prediction = isLinear ? .number : .binary
        outputNames = isLinear ? ["prediction"] : ["probability", "prediction"]
        let (training, kindProperties): (SavedRegression.Training?, [(name: String, value: String)])
        switch saved.kind {
        case .network(let network):
            (self.network, linear, training) = (network, nil, network.training)
            widest = network.layers.map(\.bias.count).max() ?? 1
            let hidden = network.layers.dropLast().map { "\($0.bias.count)" }.joined(separator: ", ")
            kindProperties = [("hidden layers", hidden), ("activation", network.activation)]
        case .regression(let regression):
            (network, training, widest, kindProperties) = (nil, regression.training, 1, [])
            linear = LinearTerms(weights: regression.weights, intercept: regression.bias, degree: regression.degree)
        }
        properties = kindProperties + (training?.properties ?? [])
        outputs = { features in
            let linearPredictor = predictor.linearPredictor(features).expandingDimensions(at: 1)
            if isLinear { return linearPredictor }
            return Tensor(concatenating: [linearPredictor.sigmoid(), Tensor(linearPredictor .> 0)], axis: 1)
        }
        scores = { predictor.linearPredictor($0) }
        evaluate = { rows in
            try task.checkTargets(rows)
            return try RegressionEvaluation(of: predictor, task: task, on: rows)
        }
    }
}

extension SavedRegression.Training {
    fileprivate var properties: [(name: String, value: String)] {
        [
            ("trained on", counted(rows, "row")), ("epochs", "\(epochs)"), ("training loss", significant(loss)),
            ("seed", "\(seed)"), ("backend", backend),
        ]
    }
}

extension ModelFile {
    /// Reads the columns that the model takes, and the target if one is named.
    func table(_ path: String, target: String?) throws -> DataTable<Double> {
        try DataTable(path: path, features: features, target: target, precision: precision)
    }

    /// Evaluates the model on rows of a file; errors name file, line and column.
    func evaluation(on table: DataTable<Double>, path: String) throws -> RegressionEvaluation {
        let evaluation = try table.locator.locating { try evaluate(table.data) }
        guard evaluation.isFinite else {
            throw Failure(.badData, "\(inputPath(path)): the loss is too large for double precision")
        }
        return evaluation
    }

    /// Predicts the rows of a table: the columns of `outputNames`, row by row.
    ///
    /// Many rows are predicted in parts: the activations of a network take memory for its widest layer in each row.
    func predictions(on table: DataTable<Double>) throws -> [Double] {
        let (width, features) = (outputNames.count, table.data.features)
        let length = max(1, (1 << 26) / max(1, widest))
        var values: [Double] = []
        for first in stride(from: 0, to: max(table.data.rowCount, 1), by: length) {
            let part = first..<min(table.data.rowCount, first + length)
            let outputs = outputs(part.count == table.data.rowCount ? features : features.sliced(axis: 0, part)).scalars
            if let index = outputs.firstIndex(where: { !$0.isFinite }) {
                throw Failure(
                    .badData,
                    "\(table.locator.location(row: first + index / width)): the prediction is not finite; the numbers of the "
                        + "row are too large for the model")
            }
            values += outputs
        }
        return values
    }
}
