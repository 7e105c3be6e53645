public import Tessera
public import TesseraModels

/// A sequence of layers, each applied to the outputs of the one before.
public struct Sequential<Scalar: RealScalar>: Layer {
    /// The layers in the order in which they are applied.
    public var layers: [any Layer<Scalar>]

    /// Creates a model of the given layers.
    public init(_ layers: any Layer<Scalar>...) {
        self.layers = layers
    }

    /// Creates a multilayer perceptron: linear layers of the given widths with an activation between them, none after
    /// the last.
    ///
    /// - Parameters:
    ///   - widths: the number of inputs, of each hidden layer's outputs, and of the outputs.
    ///   - activation: the activation function between two linear layers.
    ///   - seed: determines the weights; without one they are those of layers made without a seed, see `Linear`.
    public init(widths: [Int], activation: ActivationFunction = .relu, seed: UInt64? = nil) {
        layers = []
        for (index, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
            if index > 0 { layers.append(Activation<Scalar>(activation)) }
            let stream = seed.map { _ in UInt64(index) }
            layers.append(Linear<Scalar>(inputs: inputs, outputs: outputs, seed: seed, stream: stream))
        }
    }

    public func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
        layers.reduce(x) { $1($0) }
    }

    public func outputs(forInputs inputs: Int) throws(TrainingError) -> Int? {
        var width = inputs
        for layer in layers {
            guard let next = try layer.outputs(forInputs: width) else { return nil }
            width = next
        }
        return width
    }

    public mutating func forEachParameter<Failure: Error>(
        _ body: (String, inout Tensor<Scalar>) throws(Failure) -> Void
    ) throws(Failure) {
        for index in layers.indices {
            try layers[index].forEachParameter { (name, parameter) throws(Failure) in
                try body("\(index).\(name)", &parameter)
            }
        }
    }
}
