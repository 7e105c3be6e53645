public import Tessera

/// A trained or fitted linear or logistic regression as a value that can be saved in a JSON file.
///
/// Numbers are written with enough digits to be read back exactly.
public struct SavedRegression: SavedModel, Equatable {
    /// A floating-point type.
    public enum Precision: String, Sendable, Codable, CaseIterable {
        /// 32 bits, about 7 digits.
        case float
        /// 64 bits, about 16 digits.
        case double
    }

    /// The record of a training.
    public struct Training: Sendable, Equatable, Codable {
        /// The number of rows trained on.
        public let rows: Int
        /// The number of epochs trained.
        public let epochs: Int
        /// The training loss.
        public let loss: Double
        /// The seed of the training.
        public let seed: UInt64
        /// The name of the backend that computed.
        public let backend: String

        enum CodingKeys: String, CodingKey {
            case rows, epochs, loss, seed, backend
        }

        /// Creates the record of a training.
        public init(rows: Int, epochs: Int, loss: Double, seed: UInt64, backend: String) {
            self.rows = rows
            self.epochs = epochs
            self.loss = loss
            self.seed = seed
            self.backend = backend
        }
    }

    public let task: RegressionTask
    /// The names of the features, in the order of the weights.
    public let features: [String]
    /// The highest power of each feature; 1 unless the regression is a polynomial.
    public let degree: Int
    /// The name of the target.
    public let target: String
    /// One coefficient for each feature or, for a polynomial, one for each of its powers, feature by feature.
    public let weights: [Double]
    /// The intercept; 0 where the regression has none.
    public let bias: Double
    /// The precision the model was trained in.
    public let precision: Precision
    /// The record of the training; nil if there is none.
    public let training: Training?

    /// Creates a saved model from its coefficients.
    ///
    /// - Parameters:
    ///   - task: whether the model predicts numbers (`linear`) or the probability of class 1 (`logistic`).
    ///   - features: the names of the features, in the order of the weights.
    ///   - target: the name of the target.
    ///   - weights: one coefficient for each feature or, with `degree` above 1, for each of its powers.
    ///   - bias: the intercept.
    ///   - precision: the precision that the model was trained in.
    ///   - degree: the highest power of each feature.
    ///   - training: the record of the training; nil leaves it out.
    /// - Throws: `SavedRegressionError.invalid` if there are no features or two with the same name, the number of
    ///   weights is not that of the features and their powers, or a number is not finite in `precision`.
    public init(
        task: RegressionTask, features: [String], target: String, weights: [Double], bias: Double,
        precision: Precision, degree: Int = 1, training: Training? = nil
    ) throws(SavedRegressionError) {
        self.task = task
        self.features = features
        self.degree = degree
        self.target = target
        self.weights = weights
        self.bias = bias
        self.precision = precision
        self.training = training
        try check()
    }

    public func makePredictor<Scalar: RealScalar>(_ type: Scalar.Type) -> any Predictor<Scalar> {
        if degree > 1 { return PolynomialPredictor<Scalar>(weights: weights, bias: bias, degree: degree) }
        var estimator = task.makeEstimator(Scalar.self)
        let weight = Tensor(weights.map { Scalar($0) }, shape: [weights.count, 1])
        estimator.layer = Linear(weight: weight, bias: Tensor([Scalar(bias)]))
        return estimator
    }

    private func check() throws(SavedRegressionError) {
        if features.isEmpty { throw .invalid("it has no features; at least one is needed") }
        if degree < 1 { throw .invalid("it has the degree \(degree); the least is 1") }
        guard weights.count / degree == features.count, weights.count % degree == 0 else {
            let given = "it has \(counted(weights.count, "weight")) for \(counted(features.count, "feature"))"
            throw .invalid(given + (degree == 1 ? "; each needs one" : " and their powers up to \(degree)"))
        }
        if Set(features).count != features.count { throw .invalid("two features have the same name") }
        let isFinite: (Double) -> Bool =
            switch precision {
            case .float: { Float($0).isFinite }
            case .double: { $0.isFinite }
            }
        if !(weights + [bias]).allSatisfy(isFinite) {
            throw .invalid("a weight or the bias is not finite in \(precision.rawValue) precision")
        }
    }
}
