/// The norms that `matrixNorm` computes.
public enum MatrixNorm: Sendable, CaseIterable {
    /// The square root of the sum of the squared elements.
    case frobenius
    /// The largest column sum of magnitudes.
    case one
    /// The largest row sum of magnitudes.
    case infinity
    /// The largest singular value.
    case spectral
    /// The sum of the singular values.
    case nuclear
}

extension Tensor where Scalar: RealScalar {
    /// Returns a norm of this matrix, or of each of a batch, of the shape of the batch; 0 for an empty matrix.
    ///
    /// - Throws: `LinearAlgebraError.notConverged`, `nonFinite`, both from the singular values only.
    public func matrixNorm(_ kind: MatrixNorm) throws(LinearAlgebraError) -> Tensor {
        guard rank >= 2 else { stop("matrixNorm", "needs a matrix, or a batch of them") }
        if shape.suffix(2).contains(0) { return Tensor(zeros: shape.batch) }
        return switch kind {
        case .frobenius: norm(axes: [-2, -1])
        case .one: abs().sum(axis: -2).max(axis: -1)
        case .infinity: abs().sum(axis: -1).max(axis: -1)
        case .spectral: try singularValues().sliced(axis: -1, 0..<1).squeezed(axes: [-1])
        case .nuclear: try singularValues().sum(axis: -1)
        }
    }

    /// Returns the 2-norm condition number, the ratio of the largest to the smallest singular value, of this matrix or
    /// of each of a batch. It is infinite where the smallest is 0, and 0 for an empty matrix.
    ///
    /// - Throws: `LinearAlgebraError.notConverged`, `nonFinite`.
    public func conditionNumber() throws(LinearAlgebraError) -> Tensor {
        let values = try singularValues()
        let count = values.shape[values.rank - 1]
        if count == 0 { return Tensor(zeros: shape.batch) }
        let ends = [0..<1, count - 1..<count].map { values.sliced(axis: -1, $0).squeezed(axes: [-1]) }
        return select(ends[0] .== 0, Tensor(.infinity), otherwise: ends[0] / ends[1])
    }
}
