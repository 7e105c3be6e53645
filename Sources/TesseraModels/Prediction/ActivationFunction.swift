package import Tessera

/// An elementwise function between the layers of a network.
public enum ActivationFunction: String, Sendable, CaseIterable {
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

    /// Applies the function to each element.
    package func callAsFunction<Scalar: RealScalar>(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
        switch self {
        case .identity: x
        case .relu: x.relu()
        case .tanh: x.tanh()
        case .sigmoid: x.sigmoid()
        case .softplus: x.softplus()
        }
    }
}
