public import Tessera
public import TesseraModels

/// A model, trained on rows, that predicts one number (regression) or the probability of class 1 (classification).
public protocol Estimator<Scalar>: Predictor {
    /// Trains on the rows, which may have higher precision than the model: they are rounded after standardisation.
    ///
    /// - Parameters:
    ///   - rows: the features, targets and weights.
    ///   - optimizer: takes the steps; `SGD` without a learning rate finds one for a regression.
    ///   - options: epochs, batch size and what else can be chosen.
    ///   - validation: rows whose loss is computed after each epoch and not trained on.
    ///   - progress: called after each update.
    /// - Throws: `TrainingError` for what `fit` of each estimator lists.
    @discardableResult
    mutating func fit<Rows: RowSource>(
        _ rows: Rows, optimizer: any Optimizer<Scalar>, options: TrainingOptions,
        validation: (any RowSource<Rows.Scalar>)?,
        progress: ((TrainingProgress) -> Void)?
    ) throws(TrainingError) -> TrainingHistory

    /// All trained parameters in a fixed order. The program stops if the model has not been trained.
    var parameters: [Tensor<Scalar>] { get }

    /// The trained model with parameters in double precision. Standardised training computes its coefficients in double
    /// precision: for columns far from 0, coefficients rounded to single precision do not predict well.
    var inDoublePrecision: any Estimator<Double> { get }

    /// Returns the trained model as a value that can be saved in a JSON file.
    ///
    /// - Parameters:
    ///   - features: the names of the features, in the order of the columns.
    ///   - target: the name of the target.
    /// - Throws: `SavedModelError` if a coefficient is not finite, the names do not match the columns or occur
    ///   twice, or the model has not been trained.
    func saved(features: [String], target: String) throws(SavedModelError) -> SavedModel
}
