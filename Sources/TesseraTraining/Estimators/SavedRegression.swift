public import Tessera

/// A trained linear or logistic regression as a value that can be saved in a JSON file.
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

    /// How the model was trained, for the record.
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
    /// The name of the target.
    public let target: String
    /// The coefficients, one for each feature.
    public let weights: [Double]
    /// The intercept.
    public let bias: Double
    /// The precision the model was trained in.
    public let precision: Precision
    /// How the model was trained; nil if not recorded.
    public let training: Training?

    /// - Parameter weights: one coefficient for each feature.
    /// - Throws: `SavedRegressionError.invalid` if there are no features or two with the same name, the number of
    ///   weights is not that of the features, or a number is not finite in `precision`.
    public init(
        task: RegressionTask, features: [String], target: String, weights: [Double], bias: Double,
        precision: Precision, training: Training? = nil
    ) throws(SavedRegressionError) {
        self.task = task
        self.features = features
        self.target = target
        self.weights = weights
        self.bias = bias
        self.precision = precision
        self.training = training
        try check()
    }

    public func makeEstimator<Scalar: RealScalar>(_ type: Scalar.Type) -> any Estimator<Scalar> { estimator(type) }

    /// Returns the trained model, ready to predict, in the given precision.
    public func estimator<Scalar: RealScalar>(_ type: Scalar.Type) -> any RegressionEstimator<Scalar> {
        var estimator = task.makeEstimator(Scalar.self)
        let weight = Tensor(weights.map { Scalar($0) }, shape: [weights.count, 1])
        estimator.layer = Linear(weight: weight, bias: Tensor([Scalar(bias)]))
        return estimator
    }

    private func check() throws(SavedRegressionError) {
        if features.isEmpty { throw .invalid("it has no features; at least one is needed") }
        if weights.count != features.count {
            let given = counted(weights.count, "weight")
            throw .invalid("it has \(given) for \(counted(features.count, "feature")); each needs one")
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
