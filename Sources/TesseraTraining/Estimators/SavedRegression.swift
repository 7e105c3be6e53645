public import Tessera

/// A trained linear or logistic regression as a value to keep in a JSON file.
///
/// Numbers are written with as many digits as reading back the same ones takes.
public struct SavedRegression: SavedModel, Equatable {
    public enum Precision: String, Sendable, Codable, CaseIterable {
        case float, double
    }

    /// How the model was trained, for the record.
    public struct Training: Sendable, Equatable, Codable {
        public let rows: Int
        public let epochs: Int
        public let loss: Double
        public let seed: UInt64
        public let backend: String

        enum CodingKeys: String, CodingKey {
            case rows, epochs, loss, seed, backend
        }

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
    /// The name of what is predicted.
    public let target: String
    public let weights: [Double]
    public let bias: Double
    /// The precision the model was trained in.
    public let precision: Precision
    public let training: Training?

    /// - Throws: `SavedRegressionError` where the parts do not belong together.
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

    /// The model, ready to predict.
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
