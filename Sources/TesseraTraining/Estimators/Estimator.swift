public import Tessera

/// A model that predicts one number or the probability of class 1, trained on rows.
public protocol Estimator<Scalar>: Sendable {
    associatedtype Scalar: RealScalar

    /// Checks what `fit` needs of the rows.
    func check(_ rows: some RowSource) throws(TrainingError)
    /// Checks what the loss needs of the targets.
    func checkTargets(_ rows: some RowSource) throws(TrainingError)

    /// Trains on the rows, which may be of higher precision than the model: they are rounded after a standardisation.
    @discardableResult
    mutating func fit<Rows: RowSource>(
        _ rows: Rows, options: TrainingOptions, validation: (any RowSource<Rows.Scalar>)?,
        progress: ((TrainingProgress) -> Void)?
    ) throws(TrainingError) -> TrainingHistory

    /// The predicted number or, of a model of classes, the logit of class 1: shape [rows] for features of shape
    /// [rows, features].
    func linearPredictor(_ features: Tensor<Scalar>) -> Tensor<Scalar>

    /// All trained numbers in a fixed order.
    var parameters: [Tensor<Scalar>] { get }

    /// The trained model with numbers of double precision, as a standardisation leaves them: where columns lie far from 0,
    /// those of single precision do not predict well.
    var inDoublePrecision: any Estimator<Double> { get }
}
