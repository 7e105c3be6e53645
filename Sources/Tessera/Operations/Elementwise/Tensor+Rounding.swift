/// Rounding to integers. No gradient flows.
extension Tensor where Scalar: RealScalar {
    /// The largest integers that are not above the elements.
    public func floor() -> Tensor { unary(.floor) }
    /// The smallest integers that are not below the elements.
    public func ceil() -> Tensor { unary(.ceil) }
    /// The elements without their fractional parts.
    public func truncated() -> Tensor { unary(.truncate) }

    /// Returns the nearest integers: of two that are equally near, the even one, as NumPy and PyTorch do and IEEE 754
    /// recommends, unless the rule says otherwise. A zero keeps the sign of the element.
    ///
    /// ```swift
    /// Tensor<Double>([0.5, 1.5, -2.6]).rounded()                                 // [0, 2, -3]
    /// Tensor<Double>([0.5, 1.5, -2.6]).rounded(.toNearestOrAwayFromZero)         // [1, 2, -3]
    /// ```
    public func rounded(_ rule: FloatingPointRoundingRule = .toNearestOrEven) -> Tensor {
        switch rule {
        case .down: return floor()
        case .up: return ceil()
        case .towardZero: return truncated()
        case .awayFromZero: return select(self .< 0, floor(), otherwise: ceil())
        case .toNearestOrAwayFromZero:
            // ½ is added to the fraction only, so that nothing is lost of large elements.
            let whole = truncated()
            return select((self - whole).abs() .< 0.5, whole, otherwise: rounded(.awayFromZero))
        default: return unary(.round)
        }
    }

    /// Returns a mask that is true where an element is NaN.
    public func isNaN() -> Tensor<Bool> { self .!= self }
    /// Returns a mask that is true where an element is ∞ or −∞.
    public func isInfinite() -> Tensor<Bool> { abs() .== Scalar.infinity }
    /// Returns a mask that is true where an element is neither infinite nor NaN.
    public func isFinite() -> Tensor<Bool> { abs() .< Scalar.infinity }
}
