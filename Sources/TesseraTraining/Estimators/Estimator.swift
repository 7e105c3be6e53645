public import Tessera

/// A model that predicts one number or the probability of class 1, trained on rows.
public protocol Estimator<Scalar>: Sendable {
    associatedtype Scalar: RealScalar

    /// Checks what `fit` needs of the rows.
    func check(_ rows: some RowSource<Scalar>) throws(TrainingError)
    /// Checks what the loss needs of the targets.
    func checkTargets(_ rows: some RowSource<Scalar>) throws(TrainingError)

    /// Trains on the rows.
    @discardableResult
    mutating func fit(
        _ rows: some RowSource<Scalar>, options: TrainingOptions, validation: (any RowSource<Scalar>)?,
        progress: ((TrainingProgress) -> Void)?
    ) throws(TrainingError) -> TrainingHistory

    /// The predicted number or, of a model of classes, the logit of class 1: shape [rows] for features of shape
    /// [rows, features].
    func linearPredictor(_ features: Tensor<Scalar>) -> Tensor<Scalar>

    /// All trained numbers in a fixed order.
    var parameters: [Tensor<Scalar>] { get }
}
