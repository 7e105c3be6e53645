extension Tensor where Scalar: RealScalar {
    /// Returns the cosine of the angle between vectors along an axis: Σ x·y / (‖x‖·‖y‖).
    ///
    /// - Parameters:
    ///   - other: the other vectors, which are broadcast. Stops if the shapes do not fit.
    ///   - axis: a negative one counts from the end. Stops if there is no such axis.
    ///   - epsilon: the norm that shorter vectors are taken to have, so that the vector 0 has cosines of 0.
    public func cosineSimilarity(_ other: Tensor, axis: Int = -1, epsilon: Scalar = 1e-8) -> Tensor {
        func inverseNorm(_ x: Tensor) -> Tensor {
            maximum(x.squared().sum(axis: axis, keepingDimensions: true), epsilon * epsilon).rsqrt()
        }
        return ((self * inverseNorm(self)) * (other * inverseNorm(other))).sum(axis: axis)
    }
}

/// Returns the loss of pairs of vectors that should be similar or not: 1 − cos for pairs of class 1, max(0, cos −
/// margin) for those of class −1.
///
/// - Parameters:
///   - x: shape [rows, features].
///   - y: the other vectors, of the same shape. Stops if the shapes differ.
///   - expected: the classes −1 or 1, shape [rows]. Stops if it has another shape.
///   - margin: the cosine up to which pairs of class −1 cost nothing.
///   - reduction: the mean, the sum or the losses of the rows.
public func cosineEmbeddingLoss<Scalar: RealScalar>(
    _ x: Tensor<Scalar>, _ y: Tensor<Scalar>, expected: Tensor<Scalar>, margin: Scalar = 0,
    reduction: LossReduction = .mean
) -> Tensor<Scalar> {
    checkSameShape("cosineEmbeddingLoss", x, y)
    guard x.rank == 2, expected.shape == [x.shape[0]] else {
        ShapeError("cosineEmbeddingLoss", [x.shape, expected.shape], "needs [rows, features] and a class for each row")
            .stop()
    }
    let cosine = x.cosineSimilarity(y, axis: 1)
    return reduction(select(expected .> 0, 1 - cosine, otherwise: (cosine - margin).relu()))
}
