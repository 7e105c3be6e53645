public import Tessera
public import TesseraModels

/// A fitted model that is saved in a JSON file, read back, applied to rows and evaluated. (Linear and logistic models
/// are saved as a `SavedModel`, as trained ones are.)
public protocol FittedModel: Sendable, Equatable, Codable {
    /// The format by which its files are recognised.
    static var format: String { get }
    /// The names of the features, in the order of the columns.
    var features: [String] { get }

    /// Evaluates the model on rows whose targets are known.
    ///
    /// - Throws: `RegressionError` for targets that the model cannot predict, and for rows of the wrong shape or weights
    ///   that cannot be used.
    func evaluation(on rows: RowTable<Double>) throws(RegressionError) -> RegressionEvaluation
}

/// A fitted model whose predictions are columns of a table.
package protocol TabularModel: FittedModel {
    /// What it is a regression of, such as "poisson" or "multinomial".
    var kind: String { get }
    /// The names of the columns that `outputs` returns.
    var outputNames: [String] { get }

    /// Returns what the model predicts: shape [rows, outputs] for features of shape [rows, features].
    func outputs(_ features: Tensor<Double>) -> Tensor<Double>
}

extension FittedModel {
    /// Returns the model as a value that can be saved in a JSON file.
    ///
    /// - Parameter target: the name of the target.
    /// - Throws: `SavedModelError` where a coefficient is not finite.
    public func saved(target: String) throws(SavedModelError) -> SavedFit<Self> {
        try SavedFit(self, target: target)
    }
}
