package import Tessera

/// A trained or fitted linear or logistic regression as a value that can be saved in a JSON file.
///
/// Numbers are written with enough digits to be read back exactly.
package struct SavedRegression: SavedContent, Equatable {
    /// A floating-point type.
    package enum Precision: String, Sendable, Codable, CaseIterable {
        /// 32 bits, about 7 digits.
        case float
        /// 64 bits, about 16 digits.
        case double
    }

    /// The record of the training, for the record.
    package struct Training: Sendable, Equatable, Codable {
        /// The number of rows trained on.
        package let rows: Int
        /// The number of epochs trained.
        package let epochs: Int
        /// The training loss.
        package let loss: Double
        /// The seed of the training.
        package let seed: UInt64
        /// The name of the backend that computed.
        package let backend: String

        enum CodingKeys: String, CodingKey {
            case rows, epochs, loss, seed, backend
        }

        /// Creates the record of a training.
        package init(rows: Int, epochs: Int, loss: Double, seed: UInt64, backend: String) {
            self.rows = rows
            self.epochs = epochs
            self.loss = loss
            self.seed = seed
            self.backend = backend
        }
    }

    package let task: RegressionTask
    /// The names of the features, in the order of the weights.
    package let features: [String]
    /// The highest power of each feature; 1 unless the regression is a polynomial.
    package let degree: Int
    /// The name of the target.
    package let target: String
    /// One coefficient for each feature or, for a polynomial, one for each of its powers, feature by feature.
    package let weights: [Double]
    /// The intercept; 0 where the regression has none.
    package let bias: Double
    /// The precision the model was trained in.
    package let precision: Precision
    /// The record of the training; nil if there is none.
    package let training: Training?

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
    /// - Throws: `SavedModelError` if there are no features or two with the same name, the number of
    ///   weights is not that of the features and their powers, or a number is not finite in `precision`.
    package init(
        task: RegressionTask, features: [String], target: String, weights: [Double], bias: Double,
        precision: Precision, degree: Int = 1, training: Training? = nil
    ) throws(SavedModelError) {
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

    package func makePredictor<Scalar: RealScalar>(_ type: Scalar.Type) -> any Predictor<Scalar> {
        if degree > 1 { return PolynomialPredictor<Scalar>(weights: weights, bias: bias, degree: degree) }
        let weight = Tensor(weights.map { Scalar($0) }, shape: [weights.count, 1])
        return DensePredictor(layers: [(weight, Tensor([Scalar(bias)]))], activation: .identity)
    }

    private func check() throws(SavedModelError) {
        if features.isEmpty { throw SavedModelError(.invalid("it has no features; at least one is needed")) }
        if degree < 1 { throw SavedModelError(.invalid("it has the degree \(degree); the least is 1")) }
        guard weights.count / degree == features.count, weights.count % degree == 0 else {
            let given = "it has \(counted(weights.count, "weight")) for \(counted(features.count, "feature"))"
            throw SavedModelError(
                .invalid(given + (degree == 1 ? "; each needs one" : " and their powers up to \(degree)")))
        }
        if Set(features).count != features.count { throw SavedModelError(.invalid("two features have the same name")) }
        let isFinite: (Double) -> Bool =
            switch precision {
            case .float: { Float($0).isFinite }
            case .double: { $0.isFinite }
            }
        if !(weights + [bias]).allSatisfy(isFinite) {
            throw SavedModelError(.invalid("a weight or the bias is not finite in \(precision.rawValue) precision"))
        }
    }
}
