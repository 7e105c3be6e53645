/// The gradient of a singular value decomposition: J. Townsend, "Differentiating the singular value decomposition", 2016,
/// written with the sums and differences of the values instead of those of their squares, in units of the largest of them, so
/// that matrices of any size have gradients:
///
/// core = diag(σ̄) + P / (σⱼ − σᵢ) + M / (σⱼ + σᵢ), where P and M are a quarter of the sum and of the difference of
/// UᵀŪ − ŪᵀU and VᵀV̄ − V̄ᵀV twice.
struct SVDSlope<Scalar: RealScalar> {
    let operation: SVD<Scalar>
    let extents: Shape
    let rows: Int
    let columns: Int
    let result: Tensor<Scalar>
    /// σ and its slope, of shape […, 1, k].
    let values: Tensor<Scalar>
    let valueSlope: Tensor<Scalar>
    /// The columns of U and V that belong to σ, and their slopes.
    let u: Tensor<Scalar>
    let v: Tensor<Scalar>
    let uSlope: Tensor<Scalar>
    let vSlope: Tensor<Scalar>
    /// UᵀŪ and VᵀV̄.
    let left: Tensor<Scalar>
    let right: Tensor<Scalar>

    init(_ operation: SVD<Scalar>, _ upstream: Tensor<Scalar>, _ extents: Shape, _ result: Tensor<Scalar>) {
        (self.operation, self.extents, self.result) = (operation, extents, result)
        (rows, columns) = extents.matrix
        let (parts, inner) = (operation.parts(extents), min(rows, columns))
        (values, valueSlope) = (parts.matrix(1, of: result), parts.matrix(1, of: upstream))
        (u, uSlope) = parts.matrix(0, of: result).leading(inner, parts.matrix(0, of: upstream))
        (v, vSlope) = parts.matrix(2, of: result).leading(inner, parts.matrix(2, of: upstream))
        left = u.transposed().matmul(uSlope)
        right = v.transposed().matmul(vSlope)
    }

    /// - Parameters:
    ///   - equal: what counts instead of quotients between equal values.
    ///   - zero: what counts for values of 0.
    func slope(_ equal: EqualValues<Scalar>.Resolution?, _ zero: ZeroValues<Scalar>.Resolution?) -> Tensor<Scalar> {
        let unit = values.powerOfTwoUnit()
        let row = values / unit
        let column = row.transposed()
        let (k, l) = (left.antisymmetric(), right.antisymmetric())
        let across = ((k + l) * 0.5).dividedByGap(row - column) / unit
        let against = ((k - l) * 0.5).dividedByGap(row + column) / unit
        var core = across.replaced(by: equal) + against + valueSlope.squeezed(axes: [-2]).diagonalMatrix()
        if let zero { core = select(zero.isBetween.reshaped(to: core.shape), 0, otherwise: core) }
        var slope = u.matmul(core).matmul(v.transposed())
        if rows > columns {
            slope = slope + (outside(uSlope, u, left, row, zero) / unit).matmul(v.transposed())
        }
        if columns > rows {
            slope = slope + u.matmul((outside(vSlope, v, right, row, zero) / unit).transposed())
        }
        if let zero { slope = slope + zero.slope.reshaped(to: slope.shape) }
        return slope.markedFirstDerivative(where: equal).markedFirstDerivative(where: zero)
    }

    /// What turns the vectors out of the space that they span.
    private func outside(
        _ slope: Tensor<Scalar>, _ vectors: Tensor<Scalar>, _ within: Tensor<Scalar>, _ row: Tensor<Scalar>,
        _ zero: ZeroValues<Scalar>.Resolution?
    ) -> Tensor<Scalar> {
        let turn = (slope - vectors.matmul(within)).dividedByGap(row)
        guard let zero else { return turn }
        return select(zero.isZero.reshaped(to: row.shape), 0, otherwise: turn)
    }
}

extension SVD: AmbiguousOperation {
    func gradient(
        _ upstream: Tensor<Scalar>, inputs: Inputs, result: Tensor<Scalar>,
        elsewhere: (Tensor<Scalar>) -> Tensor<Scalar>?
    ) -> Tensor<Scalar> {
        let whole = SVDSlope(self, upstream, inputs.shape(0), result)
        let matrices = result.shape.dropLast().reduce(1, *)
        let (rows, columns) = inputs.shape(0).matrix
        if matrices == 0 || min(rows, columns) == 0 { return whole.slope(nil, nil) }
        let extents = Shape([matrices, rows, columns])
        func plain(_ upstream: Tensor<Scalar>, _ result: Tensor<Scalar>) -> SVDSlope<Scalar> {
            SVDSlope(
                self, upstream.recorded(by: nil).flattenedBatch(keeping: 1), extents,
                result.recorded(by: nil).flattenedBatch(keeping: 1))
        }
        let here = plain(upstream, result)
        let equal = EqualValues(here.values.squeezed(axes: [-2]), skipsZero: true)
        let zero = ZeroValues(here)
        func moved(_ packed: Tensor<Scalar>) -> SVDSlope<Scalar>? {
            elsewhere(packed.reshaped(to: result.shape)).map { plain($0, packed) }
        }
        let resolution = equal.isEmpty ? nil : equal.resolved(here.slopes) { moved(here.turned(to: $0))?.slopes }
        return whole.slope(resolution, zero.isEmpty ? nil : zero.resolved(elsewhere: moved))
    }
}

extension SVDSlope {
    fileprivate var slopes: EqualValues<Scalar>.Slopes {
        let turns = left.antisymmetric() + right.antisymmetric()
        let size = maximum(left.abs().max(axes: [-2, -1]), right.abs().max(axes: [-2, -1]))
        return EqualValues.Slopes(values: valueSlope.scalars, turns: turns.scalars, size: size.scalars)
    }

    /// The decomposition with U's and V's columns for equal values turned alike.
    fileprivate func turned(to basis: EqualValues<Scalar>.Basis) -> Tensor<Scalar> {
        let (parts, inner) = (operation.parts(extents), min(rows, columns))
        func all(_ part: Int, _ leading: Tensor<Scalar>) -> Tensor<Scalar> {
            let vectors = parts.matrix(part, of: result)
            let count = vectors.shape[2]
            let turned = leading.matmul(basis.turn)
            return count == inner
                ? turned : concatenate([turned, vectors.sliced(axis: -1, inner..<count)], axis: -1)
        }
        return packed(all(0, u), basis.values, all(2, v))
    }

    func packed(_ u: Tensor<Scalar>, _ values: Tensor<Scalar>, _ v: Tensor<Scalar>) -> Tensor<Scalar> {
        let flat = [u, values, v].map { $0.reshaped(to: Shape([extents[0], $0.count / extents[0]])) }
        return concatenate(flat, axis: 1)
    }
}
