/// Means, variances and products of deviations.
extension Tensor where Scalar: RealScalar {
    /// Returns the weighted mean along an axis, Σ wᵢ xᵢ / Σ wᵢ; of all elements if no axis is named.
    ///
    /// - Parameters:
    ///   - weights: a vector of one weight for each position along the axis, or a weight for each element. The program
    ///     stops if their shape is another.
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axis stays, with extent 1.
    public func mean(weights: Tensor, axis: Int? = nil, keepingDimensions: Bool = false) -> Tensor {
        let (axes, aligned) = weighted("mean", weights, axis)
        let total = aligned.sum(axes: axes, keepingDimensions: keepingDimensions)
        return (self * aligned).sum(axes: axes, keepingDimensions: keepingDimensions) / total
    }

    /// Returns the weighted variance along an axis, Σ wᵢ (xᵢ − mean)² / (Σ wᵢ − correction); of all elements if no axis
    /// is named. An element of weight 2 counts as the same element twice.
    ///
    /// - Parameters:
    ///   - weights: a vector of one weight for each position along the axis, or a weight for each element. The program
    ///     stops if their shape is another.
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    ///   - correction: 1 gives the unbiased estimate for a sample. The variance is NaN if the divisor is not positive.
    ///   - keepingDimensions: whether the axis stays, with extent 1.
    public func variance(
        weights: Tensor, axis: Int? = nil, correction: Int = 0, keepingDimensions: Bool = false
    ) -> Tensor {
        let (axes, aligned) = weighted("variance", weights, axis)
        let deviations = self - mean(weights: weights, axis: axis, keepingDimensions: true)
        let squares = (deviations.squared() * aligned).sum(axes: axes, keepingDimensions: keepingDimensions)
        let divisor = aligned.sum(axes: axes, keepingDimensions: keepingDimensions) - Scalar(correction)
        return squares / (correction == 0 ? divisor : select(divisor .> 0, divisor, otherwise: .nan))
    }

    /// Returns the axes of a weighted reduction, and the weights aligned with this tensor.
    private func weighted(_ name: String, _ weights: Tensor, _ axis: Int?) -> (axes: [Int], weights: Tensor) {
        let axes = Axes(operation: name, requested: axis.map { [$0] }).checked(in: shape)
        if weights.shape == shape { return (axes, weights) }
        guard axis != nil, weights.shape == [shape[axes[0]]] else {
            ShapeError(
                name, [shape, weights.shape], "needs a weight for each element, or for each position along the axis"
            )
            .stop()
        }
        let aligned = Shape(shape.indices.map { $0 == axes[0] ? shape[$0] : 1 })
        return (axes, weights.reshaped(to: aligned))
    }

    /// Returns the covariance matrix of the columns of this matrix, or of each of a batch: shape […, n, d] becomes
    /// […, d, d]. Each row is an observation (in NumPy's `cov` each column is, by default). Of a vector it is the
    /// variance.
    ///
    /// - Parameter correction: subtracted from the number of rows in the divisor; 1, the default, gives the unbiased
    ///   estimate. The covariance is NaN if the divisor is not positive.
    public func covariance(correction: Int = 1) -> Tensor {
        if rank == 1 { return variance(correction: correction) }
        guard rank > 1 else { stop("covariance", "needs a matrix, or a batch of them") }
        let centred = self - mean(axis: -2, keepingDimensions: true)
        let divisor = shape[rank - 2] - correction
        return centred.transposed().matmul(centred) / (divisor > 0 ? Scalar(divisor) : .nan)
    }

    /// Returns the matrix of Pearson's correlation coefficients of the columns of this matrix, or of each of a batch:
    /// shape […, n, d] becomes […, d, d]. Each row is an observation (in NumPy's `corrcoef` each column is, by default).
    /// Coefficients of a constant column are NaN.
    public func correlation() -> Tensor {
        guard rank > 1 else { stop("correlation", "needs a matrix, or a batch of them") }
        let centred = self - mean(axis: -2, keepingDimensions: true)
        let unit = centred / centred.norm(axis: -2, keepingDimensions: true)
        return unit.transposed().matmul(unit)
    }
}
