/// The norms of vectors that `norm` computes.
public enum VectorNorm: Hashable, Sendable {
    /// The sum of the magnitudes.
    case one
    /// The Euclidean norm: the square root of the sum of the squares.
    case two
    /// The largest magnitude.
    case infinity
    /// The smallest magnitude, which is no norm but often listed among them.
    case negativeInfinity
    /// The number of elements that are not 0, which is no norm but often listed among them. It has no gradient.
    case zero
    /// (Σ |x|ᵖ)^(1/p) for a positive p.
    case p(Double)
}

extension Tensor where Scalar: RealScalar {
    /// Returns a norm of the elements along some axes, taken as one vector; of all elements if no axes are named.
    ///
    /// The powers neither overflow nor underflow, and the gradient at 0 is 0. The norm is infinite where an element is
    /// infinite, and 0 where there are no elements. For norms of matrices see `matrixNorm`.
    ///
    /// ```swift
    /// let unit = x / x.norm(axis: -1, keepingDimensions: true)
    /// let distance = (x - y).norm(.one, axis: -1)
    /// ```
    ///
    /// Stops if p is not positive, or there are no elements of which the smallest is asked for.
    ///
    /// - Parameters:
    ///   - norm: the Euclidean norm by default.
    ///   - axes: negative ones count from the end; nil for all. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axes stay, with extent 1.
    public func norm(_ norm: VectorNorm = .two, axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        let resolved = Axes(operation: "norm", requested: axes).checked(in: shape)
        let isEmpty = resolved.contains { shape[$0] == 0 }
        switch norm {
        case .one: return abs().sum(axes: resolved, keepingDimensions: keepingDimensions)
        case .two: return powerNorm(2, resolved, keepingDimensions)
        case .infinity:
            if isEmpty { return abs().sum(axes: resolved, keepingDimensions: keepingDimensions) }
            return abs().max(axes: resolved, keepingDimensions: keepingDimensions)
        case .negativeInfinity: return abs().min(axes: resolved, keepingDimensions: keepingDimensions)
        case .zero: return Tensor(self .!= 0).sum(axes: resolved, keepingDimensions: keepingDimensions)
        case .p(let p):
            guard p > 0 else { stop("norm", "the power of a norm must be positive, not \(p)") }
            if p.isInfinite { return self.norm(.infinity, axes: axes, keepingDimensions: keepingDimensions) }
            return powerNorm(Scalar(p), resolved, keepingDimensions)
        }
    }

    /// Returns a norm of the elements along one axis; see `norm(_:axes:keepingDimensions:)`.
    ///
    /// - Parameters:
    ///   - norm: the Euclidean norm by default.
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axis stays, with extent 1.
    public func norm(_ norm: VectorNorm = .two, axis: Int, keepingDimensions: Bool = false) -> Tensor {
        self.norm(norm, axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// The root of the sum of powers along some axes. Elements are divided by the largest magnitude, which the gradient
    /// treats as a constant, unless that is 0 or infinite.
    private func powerNorm(_ p: Scalar, _ axes: [Int], _ keepingDimensions: Bool) -> Tensor {
        if count == 0 { return (self * self).sum(axes: axes, keepingDimensions: keepingDimensions) }
        let largest = stoppingGradient().abs().max(axes: axes, keepingDimensions: true)
        let isZero = largest .== 0
        let scale = select(isZero || (largest .== .infinity), Tensor(1), otherwise: largest)
        let scaled = self / scale
        let powers = p == 2 ? scaled.squared() : scaled.abs().pow(p)
        let total = select(isZero, Tensor(1), otherwise: powers.sum(axes: axes, keepingDimensions: true))
        let root = (p == 2 ? total.sqrt() : total.pow(1 / p)) * scale
        return select(isZero, Tensor(0), otherwise: root).sum(axes: axes, keepingDimensions: keepingDimensions)
    }
}
