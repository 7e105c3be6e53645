import Tessera
public import TesseraModels

extension RegressionEstimator {
    /// Returns the trained model as a value that can be saved in a JSON file.
    ///
    /// - Parameters:
    ///   - features: the names of the features, in the order of the columns.
    ///   - target: the name of the target.
    /// - Throws: `SavedModelError` if a coefficient is not finite, the names do not match the columns or occur
    ///   twice, or the model has not been trained.
    public func saved(features: [String], target: String) throws(SavedModelError) -> SavedModel {
        guard layer != nil, let exact = inDoublePrecision as? any RegressionEstimator<Double> else {
            throw SavedModelError(.invalid("it has not been trained"))
        }
        return SavedModel(
            try SavedRegression(
                task: Self.task, features: features, target: target, weights: exact.weights.scalars, bias: exact.bias,
                precision: Scalar.self == Float.self ? .float : .double))
    }
}

extension NetworkRegression {
    /// Returns the trained model as a value that can be saved in a JSON file.
    ///
    /// - Parameters:
    ///   - features: the names of the features, in the order of the columns.
    ///   - target: the name of the target.
    /// - Throws: `SavedModelError` if a weight is not finite, the names do not match the columns or occur twice,
    ///   or the model has not been trained.
    public func saved(features: [String], target: String) throws(SavedModelError) -> SavedModel {
        SavedModel(try SavedNetwork(self, features: features, target: target, training: nil))
    }
}
