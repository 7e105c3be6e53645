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

        package init(weights: [[Double]], bias: [Double]) {
            (self.weights, self.bias) = (weights, bias)
        }
    }

    package let task: RegressionTask
    package let features: [String]
    package let target: String
    /// The raw value of the `ActivationFunction` between the layers.
    package let activation: String
    /// The linear layers, from the features to the output.
    package let layers: [Layer]
    package let precision: SavedRegression.Precision
    /// The record of the training; nil if there is none.
    package let training: SavedRegression.Training?

    /// - Throws: `SavedModelError` if a number is not finite in `precision`, or the layers do not belong together.
    package init(
        task: RegressionTask, features: [String], target: String, activation: ActivationFunction, layers: [Layer],
        precision: SavedRegression.Precision, training: SavedRegression.Training?
    ) throws(SavedModelError) {
        (self.task, self.features, self.target) = (task, features, target)
        (self.activation, self.layers) = (activation.rawValue, layers)
        (self.precision, self.training) = (precision, training)
        try check()
    }

    package func makePredictor<Scalar: RealScalar>(_ type: Scalar.Type) -> any Predictor<Scalar> {
        DensePredictor<Scalar>(
            layers: layers.map { layer in
                let shape: Shape = [layer.weights.count, layer.bias.count]
                let weights: [Scalar] = layer.weights.joined().map { Scalar($0) }
                return (Tensor(weights, shape: shape), Tensor(layer.bias.map { Scalar($0) }))
            },
            activation: ActivationFunction(rawValue: activation) ?? .relu)
    }

    func check() throws(SavedModelError) {
        if features.isEmpty { throw SavedModelError(.invalid("it has no features; at least one is needed")) }
        if Set(features).count != features.count { throw SavedModelError(.invalid("two features have the same name")) }
        if ActivationFunction(rawValue: activation) == nil {
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
