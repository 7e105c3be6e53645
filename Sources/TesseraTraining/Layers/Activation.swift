public import Tessera
public import TesseraModels

/// An activation: an elementwise function between layers.
public struct Activation<Scalar: RealScalar>: Layer {
    /// The activation function.
    package let function: ActivationFunction

    /// Creates a layer that applies an activation function.
    public init(_ function: ActivationFunction) {
        self.function = function
    }

    public func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> { function(x) }

    public func outputs(forInputs inputs: Int) -> Int? { inputs }

    public mutating func forEachParameter<Failure: Error>(
        _ body: (String, inout Tensor<Scalar>) throws(Failure) -> Void
    ) throws(Failure) {}
}
