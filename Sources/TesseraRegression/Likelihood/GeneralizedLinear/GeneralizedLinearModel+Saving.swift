public import Tessera
public import TesseraModels

extension GeneralizedLinearModel: TabularModel {
    public static var format: String { "tessera.glm" }
    package var kind: String { family.name }
    package var outputNames: [String] { family.isBinary ? ["probability", "prediction"] : ["prediction"] }

    /// Returns the means and, for two classes, the more probable one: shape [rows, outputs].
    package func outputs(_ features: Tensor<Double>) -> Tensor<Double> {
        let means = predict(features).expandingDimensions(at: 1)
        return family.isBinary ? Tensor(concatenating: [means, Tensor(means .> 0.5)], axis: 1) : means
    }

    /// Evaluates the model: its loss is the mean unit deviance, for two classes half of it, which is the cross entropy.
    /// The metrics are `d2`, the fraction of the deviance about the mean of the targets that is explained, and `rmse`;
    /// for two classes `accuracy`.
    public func evaluation(on rows: RowTable<Double>) throws(RegressionError) -> RegressionEvaluation {
        let total = try RegressionError.translating {
            try rows.checkRegression()
            return try rows.totalWeight()
        }
        let mean = try TargetSums.of(rows, family, needsVariation: false).mean
        let likelihood = Likelihood(family, link: link)
        let (linearPredictor, targets) = (predictor(rows.features).scalars, rows.targets.scalars)
        let weights = rows.weights?.scalars
        var sums = CompensatedSums()
        for (row, target) in targets.enumerated() {
            let (response, weight) = (link.meanValue(linearPredictor[row]), weights?[row] ?? 1)
            let isCorrect = (response > 0.5) == (target == 1)
            sums.add(
                weight
                    * SIMD4(
                        -likelihood.logLikelihood(target, linearPredictor[row]),
                        -likelihood.logLikelihood(target, link.linearPredictor(mean)),
                        (target - response) * (target - response), isCorrect ? 1 : 0))
        }
        let means = sums.values / total
        if family.isBinary {
            return RegressionEvaluation(rows: rows.rowCount, loss: means[0], metrics: ["accuracy": means[3]])
        }
        let explained = means[1] > 0 ? 1 - means[0] / means[1] : 0
        return RegressionEvaluation(
            rows: rows.rowCount, loss: 2 * means[0], metrics: ["d2": explained, "rmse": means[2].squareRoot()])
    }

    private enum CodingKeys: String, CodingKey {
        case family, link, features, degree, weights, intercept
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let predictor = try LinearPredictor(
            checkedFeatures: values.field(.features), degree: values.field(.degree), weights: values.field(.weights),
            intercept: values.field(.intercept))
        self.init(predictor, Likelihood(try values.field(.family), link: try values.field(.link)))
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(family, forKey: .family)
        try values.encode(link, forKey: .link)
        try values.encode(features, forKey: .features)
        try values.encode(predictor.degree, forKey: .degree)
        try values.encode(weights, forKey: .weights)
        try values.encode(intercept, forKey: .intercept)
    }
}
