package import Tessera
package import TesseraModels

extension SavedNetwork {
    /// Saves a trained network.
    ///
    /// - Parameters:
    ///   - model: must have been trained, see `NetworkRegression.fit`.
    ///   - features: the names of the features, in the order of the columns.
    ///   - target: the name of the target.
    ///   - training: the record of the training; nil leaves it out.
    /// - Throws: `SavedModelError` if a number is not finite in the model's precision, the names do not
    ///   match the model's inputs or occur twice, or the model has not been trained.
    package init<Scalar: RealScalar>(
        _ model: NetworkRegression<Scalar>, features: [String], target: String, training: SavedRegression.Training?
    ) throws(SavedModelError) {
        let exact = model.inDoublePrecision as? NetworkRegression<Double>
        let linear = (exact?.network?.layers ?? []).compactMap { $0 as? Linear<Double> }
        let layers = linear.map { layer in
            let (weights, columns) = (layer.weight.scalars, layer.weight.shape[1])
            let rows = (0..<layer.weight.shape[0]).map { row in
                Array(weights[row * columns..<(row + 1) * columns])
            }
            return Layer(weights: rows, bias: layer.bias?.scalars ?? [])
        }
        try self.init(
            task: model.task, features: features, target: target, activation: model.activation, layers: layers,
            precision: Scalar.self == Float.self ? .float : .double, training: training)
    }
}
