/// Norms of matrices.
public enum MatrixNorm: Sendable, CaseIterable {
    /// The root of the sum of the squared elements.
    case frobenius
    /// The largest sum of magnitudes of a column.
    case one
    /// The largest sum of magnitudes of a row.
    case infinity
    /// The largest singular value.
    case spectral
    /// The sum of the singular values.
    case nuclear
}

extension Tensor where Scalar: RealScalar {
    /// The Euclidean length of all elements as one vector, infinite where one of them is. Neither large nor small elements
    /// overflow; at 0 the gradient is 0.
    public func norm() -> Tensor { euclidean(axes: Array(shape.indices)) }

    /// A norm of this matrix, or of each of a batch; 0 for an empty matrix.
    ///
    /// - Throws: `LinearAlgebraError.notConverged`, `nonFinite`, from the singular values.
    public func matrixNorm(_ norm: MatrixNorm) throws(LinearAlgebraError) -> Tensor {
        guard rank >= 2 else { stop("matrixNorm", "needs a matrix, or a batch of them") }
        if shape.suffix(2).contains(0) { return Tensor(zeros: shape.batch) }
        return switch norm {
        case .frobenius: euclidean(axes: [-2, -1])
        case .one: abs().sum(axis: -2).max(axis: -1)
        case .infinity: abs().sum(axis: -1).max(axis: -1)
        case .spectral: try singularValues().sliced(axis: -1, 0..<1).squeezed(axes: [-1])
        case .nuclear: try singularValues().sum(axis: -1)
        }
    }

    /// The ratio of the largest to the smallest singular value, for this matrix or for each of a batch; infinite where the
    /// smallest is 0.
    ///
    /// - Throws: `LinearAlgebraError.notConverged`, `nonFinite`.
    public func conditionNumber() throws(LinearAlgebraError) -> Tensor {
        let values = try singularValues()
        let count = values.shape[values.rank - 1]
        if count == 0 { return Tensor(zeros: shape.batch) }
        let ends = [0..<1, count - 1..<count].map { values.sliced(axis: -1, $0).squeezed(axes: [-1]) }
        return select(ends[0] .== 0, Tensor(.infinity), otherwise: ends[0] / ends[1])
    }

    /// In units of the largest element, which is a constant factor to the gradient, where that is finite and not 0.
    private func euclidean(axes: [Int]) -> Tensor {
        if count == 0 { return (self * self).sum(axes: axes) }
        let largest = stoppingGradient().abs().max(axes: axes, keepingDimensions: true)
        let isZero = largest .== 0
        let unit = select(isZero || (largest .== .infinity), Tensor(1), otherwise: largest)
        let total = (self / unit).squared().sum(axes: axes, keepingDimensions: true)
        let root = select(isZero, Tensor(1), otherwise: total).sqrt() * unit
        return select(isZero, Tensor(0), otherwise: root).sum(axes: axes)
    }
}
