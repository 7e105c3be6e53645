internal import Tessera

/// Linear layers x·W + b with an activation between them: a linear or logistic regression where there is one layer, a
/// multilayer perceptron where there are several. Its one output is the predicted number or the logit of class 1.
struct DensePredictor<Scalar: RealScalar>: Predictor {
    /// The weights, of shape [inputs, outputs], and the biases, of shape [outputs], of each layer.
    let layers: [(weight: Tensor<Scalar>, bias: Tensor<Scalar>)]
    let activation: ActivationFunction

    var featureCount: Int? { layers[0].weight.shape[0] }

    func linearPredictor(_ features: Tensor<Scalar>) -> Tensor<Scalar> {
        requireFeatures(features.shape, count: featureCount)
        var x = features.matmul(layers[0].weight) + layers[0].bias
        for (weight, bias) in layers.dropFirst() { x = activation(x).matmul(weight) + bias }
        return x.flattened()
    }
}
