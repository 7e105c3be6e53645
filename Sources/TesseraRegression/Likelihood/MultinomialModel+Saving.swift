import Foundation
public import Tessera
public import TesseraModels

extension MultinomialModel: TabularModel {
    public static var format: String { "tessera.multinomial" }
    package var kind: String { "multinomial" }
    package var outputNames: [String] {
        classes.map { "probability_\(SummaryTable.label($0))" } + ["prediction"]
    }

    /// Returns the probability of each class, then the most probable class: shape [rows, classes + 1].
    package func outputs(_ features: Tensor<Double>) -> Tensor<Double> {
        let probabilities = predictProbability(features)
        let predicted = Tensor(classes).gatheringRows(probabilities.argmax(axis: 1))
        return Tensor(concatenating: [probabilities, predicted.expandingDimensions(at: 1)], axis: 1)
    }

    /// Evaluates the model: its loss is the mean log loss, −log of the probability of the row's own class, and its
    /// metric the accuracy.
    public func evaluation(on rows: RowTable<Double>) throws(RegressionError) -> RegressionEvaluation {
        let total = try RegressionError.translating {
            try rows.checkRegression()
            return try rows.totalWeight()
        }
        let indexOfClass = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        let (targets, weights) = (rows.targets.scalars, rows.weights?.scalars)
        var sums = CompensatedSums()
        for first in stride(from: 0, to: rows.rowCount, by: Self.evaluatedRows) {
            let part = first..<min(rows.rowCount, first + Self.evaluatedRows)
            let logits = logits(rows.features.sliced(axis: 0, part)).scalars
            for row in part {
                guard let own = indexOfClass[targets[row]] else {
                    let known = classes.map(SummaryTable.label).joined(separator: ", ")
                    throw RegressionError(
                        .invalidTarget(
                            row: row, value: targets[row], expected: "the model knows the classes \(known)"))
                }
                let logits = logits[(row - first) * classes.count..<(row - first + 1) * classes.count]
                let largest = logits.max() ?? 0
                let logSum = largest + log(logits.reduce(0) { $0 + exp($1 - largest) })
                let ownLogit = logits[logits.startIndex + own]
                let isCorrect = logits.firstIndex(of: largest) == logits.startIndex + own
                sums.add((weights?[row] ?? 1) * SIMD4(logSum - ownLogit, isCorrect ? 1 : 0, 0, 0))
            }
        }
        let means = sums.values / total
        return RegressionEvaluation(rows: rows.rowCount, loss: means[0], metrics: ["accuracy": means[1]])
    }

    /// The number of rows whose logits are in memory at a time.
    private static let evaluatedRows = 1 << 16

    private enum CodingKeys: String, CodingKey {
        case classes, features, degree, weights, intercepts
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let classes: [Double] = try values.field(.classes)
        let (features, degree): ([String], Int) = (try values.field(.features), try values.field(.degree))
        let (weights, intercepts): ([[Double]], [Double]) = (try values.field(.weights), try values.field(.intercepts))
        guard classes.count > 1, zip(classes, classes.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw SavedModelError(.invalid("its classes are not two or more numbers in ascending order"))
        }
        guard weights.count == classes.count - 1, intercepts.count == weights.count else {
            throw SavedModelError(
                .invalid(
                    "it has \(counted(weights.count, "row")) of weights and \(counted(intercepts.count, "intercept")) for "
                        + "\(classes.count) classes; each but the first needs one"))
        }
        self.init(
            classes: classes,
            try zip(weights, intercepts).map {
                try LinearPredictor(checkedFeatures: features, degree: degree, weights: $0, intercept: $1)
            })
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(classes, forKey: .classes)
        try values.encode(features, forKey: .features)
        try values.encode(predictors[0].degree, forKey: .degree)
        try values.encode(predictors.map(\.weights), forKey: .weights)
        try values.encode(predictors.map(\.intercept), forKey: .intercepts)
    }
}
