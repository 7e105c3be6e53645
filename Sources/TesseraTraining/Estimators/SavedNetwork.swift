package import Tessera

/// A trained network as a value that can be saved in a JSON file.
package struct SavedNetwork: SavedContent, Equatable {
    /// A linear layer.
    package struct Layer: Sendable, Equatable, Codable {
        /// The weight matrix: one row for each input, one column for each output.
        package let weights: [[Double]]
        /// One number for each output.
        package let bias: [Double]

        enum CodingKeys: String, CodingKey {
            case weights, bias
        }

        init(weights: [[Double]], bias: [Double]) {
            (self.weights, self.bias) = (weights, bias)
        }
    }

    package let task: RegressionTask
    package let features: [String]
    package let target: String
    /// The raw value of the `Activation.Kind` between the layers.
    package let activation: String
    /// The linear layers, from the features to the output.
    package let layers: [Layer]
    package let precision: SavedRegression.Precision
    /// The record of the training; nil if there is none.
    package let training: SavedRegression.Training?

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
        task = model.task
        self.features = features
        self.target = target
        activation = model.activation.rawValue
        let exact = model.inDoublePrecision as? NetworkRegression<Double>
        let linear = (exact?.network?.layers ?? []).compactMap { $0 as? Linear<Double> }
        layers = linear.map { layer in
            let (weights, columns) = (layer.weight.scalars, layer.weight.shape[1])
            let rows = (0..<layer.weight.shape[0]).map { row in
                weights[row * columns..<(row + 1) * columns].map(\.scalarValue)
            }
            return Layer(weights: rows, bias: layer.bias?.scalars.map(\.scalarValue) ?? [])
        }
        precision = Scalar.self == Float.self ? .float : .double
        self.training = training
        try check()
    }

    package func makePredictor<Scalar: RealScalar>(_ type: Scalar.Type) -> any Predictor<Scalar> {
        let kind = Activation<Scalar>.Kind(rawValue: activation) ?? .relu
        var network = Sequential<Scalar>()
        for (index, layer) in layers.enumerated() {
            if index > 0 { network.layers.append(Activation<Scalar>(kind)) }
            let weight = Tensor(
                layer.weights.joined().map { Scalar($0) }, shape: [layer.weights.count, layer.bias.count])
            network.layers.append(Linear(weight: weight, bias: Tensor(layer.bias.map { Scalar($0) })))
        }
        var model = NetworkRegression<Scalar>(
            task, hidden: layers.dropLast().map(\.bias.count), activation: kind)
        model.network = network
        return model
    }

    func check() throws(SavedModelError) {
        if features.isEmpty { throw SavedModelError(.invalid("it has no features; at least one is needed")) }
        if Set(features).count != features.count { throw SavedModelError(.invalid("two features have the same name")) }
        if Activation<Double>.Kind(rawValue: activation) == nil {
            throw SavedModelError(.invalid("it has the activation \(activation), which is not known"))
        }
        var inputs = features.count
        for (index, layer) in layers.enumerated() {
            guard layer.weights.count == inputs, layer.weights.allSatisfy({ $0.count == layer.bias.count }) else {
                throw SavedModelError(.invalid("layer \(index) does not fit the one before it"))
            }
            guard (layer.weights.joined() + layer.bias).allSatisfy(isFinite) else {
                throw SavedModelError(.invalid("a weight or a bias is not finite in \(precision.rawValue) precision"))
            }
            inputs = layer.bias.count
        }
        if layers.isEmpty || inputs != 1 { throw SavedModelError(.invalid("its last layer must have one output")) }
    }

    private func isFinite(_ number: Double) -> Bool {
        precision == .float ? Float(number).isFinite : number.isFinite
    }
}
