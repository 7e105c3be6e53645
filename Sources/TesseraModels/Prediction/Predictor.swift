public import Tessera

/// A model that predicts one number (regression) or the probability of class 1 (classification), however it was made:
/// trained, fitted exactly or read from a file.
public protocol Predictor<Scalar>: Sendable {
    /// The element type of the model.
    associatedtype Scalar: RealScalar

    /// The number of features that the model takes; nil for a model that has not been fitted.
    var featureCount: Int? { get }

    /// Returns the predicted number or, for classification, the logit of class 1: shape [rows] for features of shape
    /// [rows, features].
    func linearPredictor(_ features: Tensor<Scalar>) -> Tensor<Scalar>
}
