/// What a loss makes of the losses of the elements or rows.
public enum LossReduction: String, Sendable, CaseIterable {
    /// Their mean; where they have weights, the weighted mean.
    case mean
    /// Their sum.
    case sum
    /// The losses themselves.
    case none

    /// Reduces losses that have no weights.
    func callAsFunction<Scalar: RealScalar>(_ losses: Tensor<Scalar>) -> Tensor<Scalar> {
        switch self {
        case .mean: losses.mean()
        case .sum: losses.sum()
        case .none: losses
        }
    }

    /// Reduces losses that were multiplied by weights.
    func callAsFunction<Scalar: RealScalar>(_ losses: Tensor<Scalar>, weights: Tensor<Scalar>) -> Tensor<Scalar> {
        self == .mean ? losses.sum() / weights.sum() : self(losses)
    }
}

/// Stops unless two operands of a loss have the same shape: broadcasting would silently compare every row with every
/// other.
func checkSameShape<Scalar: RealScalar>(_ name: String, _ x: Tensor<Scalar>, _ y: Tensor<Scalar>) {
    guard x.shape == y.shape else { ShapeError(name, [x.shape, y.shape], "the shapes must be equal").stop() }
}
