public import Tessera

/// An activation: an elementwise function between layers.
public struct Activation<Scalar: RealScalar>: Layer {
    /// The function: x, max(0, x), tanh x, 1 / (1 + e⁻ˣ) or log(1 + eˣ).
    public enum Kind: String, Sendable, CaseIterable {
        /// x.
        case identity
        /// max(x, 0).
        case relu
        /// The hyperbolic tangent.
        case tanh
        /// 1 / (1 + e⁻ˣ).
        case sigmoid
        /// ln(1 + eˣ), a smooth `relu`.
        case softplus
    }

    /// The activation function.
    package let kind: Kind

    /// Creates a layer that applies an activation function.
    public init(_ kind: Kind) {
        self.kind = kind
    }

    public func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
        switch kind {
        case .identity: x
        case .relu: x.relu()
        case .tanh: x.tanh()
        case .sigmoid: x.sigmoid()
        case .softplus: x.softplus()
        }
    }

    public func outputs(forInputs inputs: Int) -> Int? { inputs }

    public mutating func forEachParameter<Failure: Error>(
        _ body: (String, inout Tensor<Scalar>) throws(Failure) -> Void
    ) throws(Failure) {}
}
