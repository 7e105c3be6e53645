import Tessera
public import TesseraModels

extension RegressionEstimator {
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
    public func saved(features: [String], target: String) throws(SavedModelError) -> SavedModel {
        SavedModel(try SavedNetwork(self, features: features, target: target, training: nil))
    }
}
