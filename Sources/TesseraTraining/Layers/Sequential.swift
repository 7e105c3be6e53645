public import Tessera

/// Layers one after another.
public struct Sequential<Scalar: RealScalar>: Layer {
    public var layers: [any Layer<Scalar>]

    public init(_ layers: any Layer<Scalar>...) {
        self.layers = layers
    }

    /// Linear layers of the given widths with an activation between them, none after the last.
    ///
    /// - Parameter widths: the number of inputs, of each hidden layer's outputs, and of the outputs.
    public init(widths: [Int], activation: Activation<Scalar>.Kind = .relu, seed: UInt64 = 0) {
        layers = []
        for (index, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
            if index > 0 { layers.append(Activation<Scalar>(activation)) }
            layers.append(Linear<Scalar>(inputs: inputs, outputs: outputs, seed: seed, stream: UInt64(index)))
        }
    }

    public func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
        layers.reduce(x) { $1($0) }
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
