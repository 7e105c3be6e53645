public import Tessera

/// A model, trained on rows, that predicts one number (regression) or the probability of class 1 (classification).
public protocol Estimator<Scalar>: Sendable {
    associatedtype Scalar: RealScalar

    /// Checks that `fit` can train on the rows: features and targets are finite and, for classification, both classes
    /// occur.
    ///
    /// - Throws: `TrainingError.nonFinite`, `notBinary`, `oneClassOnly`, `rows`.
    func check(_ rows: some RowSource) throws(TrainingError)
    /// Checks that the loss is defined on the rows, such as those of a validation set, which may hold one class only.
    ///
    /// - Throws: `TrainingError.nonFinite`, `notBinary`, `rows`.
    func checkTargets(_ rows: some RowSource) throws(TrainingError)

    /// Trains on the rows, which may have higher precision than the model: they are rounded after standardisation.
    ///
    /// - Parameters:
    ///   - optimizer: takes the steps; `SGD` without a learning rate finds one for a regression.
    ///   - validation: rows whose loss is computed after each epoch and not trained on.
    ///   - progress: called after each update.
    @discardableResult
    mutating func fit<Rows: RowSource>(
        _ rows: Rows, optimizer: any Optimizer<Scalar>, options: TrainingOptions,
        validation: (any RowSource<Rows.Scalar>)?,
        progress: ((TrainingProgress) -> Void)?
    ) throws(TrainingError) -> TrainingHistory

    /// Returns the predicted number or, for classification, the logit of class 1: shape [rows] for features of shape
    /// [rows, features].
    func linearPredictor(_ features: Tensor<Scalar>) -> Tensor<Scalar>

    /// All trained parameters in a fixed order.
    var parameters: [Tensor<Scalar>] { get }

    /// The trained model with parameters in double precision. Standardised training computes its coefficients in double
    /// precision: for columns far from 0, coefficients rounded to single precision do not predict well.
    var inDoublePrecision: any Estimator<Double> { get }
}
