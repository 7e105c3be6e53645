/// The gradient of a singular value decomposition (J. Townsend, "Differentiating the singular value decomposition",
/// 2016), written with the sums and differences of the values instead of those of their squares, relative to the
/// largest value, so that matrices of any magnitude have gradients:
///
/// U·core·Vᵀ with core = diag(σ̄) + P / (σⱼ − σᵢ) + M / (σⱼ + σᵢ), where P and M are half the sum and half the
/// difference of UᵀŪ − ŪᵀU and VᵀV̄ − V̄ᵀV.
struct SVDGradient<Scalar: RealScalar> {
    let operation: SVD<Scalar>
    let extents: Shape
    let rows: Int
    let columns: Int
    let result: Tensor<Scalar>
    /// σ and its gradient, of shape […, 1, k].
    let values: Tensor<Scalar>
    let valueGradient: Tensor<Scalar>
    /// The columns of U and V that belong to σ, and their gradients.
    let u: Tensor<Scalar>
    let v: Tensor<Scalar>
    let uGradient: Tensor<Scalar>
    let vGradient: Tensor<Scalar>
    /// UᵀŪ and VᵀV̄.
    let left: Tensor<Scalar>
    let right: Tensor<Scalar>

    init(_ operation: SVD<Scalar>, _ upstream: Tensor<Scalar>, _ extents: Shape, _ result: Tensor<Scalar>) {
        (self.operation, self.extents, self.result) = (operation, extents, result)
        (rows, columns) = extents.matrix
        let (parts, inner) = (operation.parts(extents), min(rows, columns))
        (values, valueGradient) = (parts.matrix(1, of: result), parts.matrix(1, of: upstream))
        (u, uGradient) = parts.matrix(0, of: result).leading(inner, parts.matrix(0, of: upstream))
        (v, vGradient) = parts.matrix(2, of: result).leading(inner, parts.matrix(2, of: upstream))
        left = u.transposed().matmul(uGradient)
        right = v.transposed().matmul(vGradient)
    }

    /// - Parameters:
    ///   - equal: replacements for the quotients between equal values.
    ///   - zero: replacements for the elements that belong to values of 0.
    func gradient(_ equal: EqualValues<Scalar>.Resolution?, _ zero: ZeroValues<Scalar>.Resolution?) -> Tensor<Scalar> {
        let scale = values.powerOfTwoScale()
        let row = values / scale
        let column = row.transposed()
        let (k, l) = (left.antisymmetric(), right.antisymmetric())
        let across = ((k + l) * 0.5).dividedByGap(row - column) / scale
        let against = ((k - l) * 0.5).dividedByGap(row + column) / scale
        var core = across.replaced(by: equal) + against + valueGradient.squeezed(axes: [-2]).diagonalMatrix()
        if let zero { core = select(zero.isBetween.reshaped(to: core.shape), 0, otherwise: core) }
        var gradient = u.matmul(core).matmul(v.transposed())
        if rows > columns {
            gradient = gradient + (outside(uGradient, u, left, row, zero) / scale).matmul(v.transposed())
        }
        if columns > rows {
            gradient = gradient + u.matmul((outside(vGradient, v, right, row, zero) / scale).transposed())
        }
        if let zero { gradient = gradient + zero.gradient.reshaped(to: gradient.shape) }
        return gradient.markedFirstDerivative(where: equal).markedFirstDerivative(where: zero)
    }

    /// Returns the part of the gradient that rotates the vectors out of the subspace that they span.
    private func outside(
        _ gradient: Tensor<Scalar>, _ vectors: Tensor<Scalar>, _ within: Tensor<Scalar>, _ row: Tensor<Scalar>,
        _ zero: ZeroValues<Scalar>.Resolution?
    ) -> Tensor<Scalar> {
        let rotation = (gradient - vectors.matmul(within)).dividedByGap(row)
        guard let zero else { return rotation }
        return select(zero.isZero.reshaped(to: row.shape), 0, otherwise: rotation)
    }
}

extension SVD: NonUniqueOperation {
    func gradient(
        _ upstream: Tensor<Scalar>, inputs: Inputs, result: Tensor<Scalar>,
        elsewhere: (Tensor<Scalar>) -> Tensor<Scalar>?
    ) -> Tensor<Scalar> {
        let whole = SVDGradient(self, upstream, inputs.shape(0), result)
        let matrices = result.shape.dropLast().reduce(1, *)
        let (rows, columns) = inputs.shape(0).matrix
        if matrices == 0 || min(rows, columns) == 0 { return whole.gradient(nil, nil) }
        let extents = Shape([matrices, rows, columns])
        func plain(_ upstream: Tensor<Scalar>, _ result: Tensor<Scalar>) -> SVDGradient<Scalar> {
            SVDGradient(
                self, upstream.recorded(by: nil).flattenedBatch(keeping: 1), extents,
                result.recorded(by: nil).flattenedBatch(keeping: 1))
        }
        let here = plain(upstream, result)
        let equal = EqualValues(here.values.squeezed(axes: [-2]), skipsZero: true)
        let zero = ZeroValues(here)
        func other(_ packed: Tensor<Scalar>) -> SVDGradient<Scalar>? {
            elsewhere(packed.reshaped(to: result.shape)).map { plain($0, packed) }
        }
        let resolution =
            equal.isEmpty
            ? nil : equal.resolved(here.upstreamGradients) { other(here.rotated(to: $0))?.upstreamGradients }
        return whole.gradient(resolution, zero.isEmpty ? nil : zero.resolved(elsewhere: other))
    }
}

extension SVDGradient {
    /// The upstream gradients that `EqualValues` reads.
    fileprivate var upstreamGradients: EqualValues<Scalar>.UpstreamGradients {
        let rotations = left.antisymmetric() + right.antisymmetric()
        let size = maximum(left.abs().max(axes: [-2, -1]), right.abs().max(axes: [-2, -1]))
        return EqualValues.UpstreamGradients(
            values: valueGradient.scalars, rotations: rotations.scalars, size: size.scalars)
    }

    /// Returns the packed decomposition in which the columns of U and V for equal values are rotated alike.
    fileprivate func rotated(to basis: EqualValues<Scalar>.Basis) -> Tensor<Scalar> {
        let (parts, inner) = (operation.parts(extents), min(rows, columns))
        func all(_ part: Int, _ leading: Tensor<Scalar>) -> Tensor<Scalar> {
            let vectors = parts.matrix(part, of: result)
            let count = vectors.shape[2]
            let rotated = leading.matmul(basis.transform)
            return count == inner
                ? rotated : Tensor(concatenating: [rotated, vectors.sliced(axis: -1, inner..<count)], axis: -1)
        }
        return packed(all(0, u), basis.values, all(2, v))
    }

    /// Packs U, σ and V in one vector per matrix.
    func packed(_ u: Tensor<Scalar>, _ values: Tensor<Scalar>, _ v: Tensor<Scalar>) -> Tensor<Scalar> {
        let flat = [u, values, v].map { $0.reshaped(to: Shape([extents[0], $0.count / extents[0]])) }
        return Tensor(concatenating: flat, axis: 1)
    }
}
