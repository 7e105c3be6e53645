/// The gradient of a general eigendecomposition: V⁻ᴴ·(diag(λ̄) + (VᴴV̄ − VᴴV·diag(Re VᴴV̄)) ∘ 1 / conj(λⱼ − λᵢ))·Vᴴ, its real
/// part (C. Boeddeker et al., "On the computation of complex-valued gradients", 2017), with gaps in units of the largest
/// value. It supposes that a loss does not depend on the phase of a vector. For equal values see `EqualEigenvalues`.
struct EigenSlope<Scalar: RealScalar> {
    let values: ComplexPair<Scalar>
    let vectors: ComplexPair<Scalar>
    let valueSlope: ComplexPair<Scalar>
    /// VᴴV̄.
    let product: ComplexPair<Scalar>
    /// What is to be divided by gaps: what flows across the vectors, not along each.
    let across: ComplexPair<Scalar>

    init(_ parts: MatrixParts, _ upstream: Tensor<Scalar>, _ result: Tensor<Scalar>) {
        func pair(_ part: Int, _ packed: Tensor<Scalar>, by step: Int) -> ComplexPair<Scalar> {
            ComplexPair(parts.matrix(part, of: packed), parts.matrix(part + step, of: packed))
        }
        (values, vectors) = (pair(0, result, by: 1), pair(2, result, by: 1))
        valueSlope = pair(0, upstream, by: 1)
        product = vectors.adjoint.matmul(pair(2, upstream, by: 1))
        let along = product.real.diagonal().expandingDimensions(at: -2)
        let isOwn = Tensor<Scalar>(identity: product.real.shape[product.real.rank - 1]) .> 0
        across = (product - vectors.adjoint.matmul(vectors) * along).replaced(by: Tensor(0), where: isOwn)
    }

    /// - Parameter equal: what counts instead of quotients between equal values.
    func slope(_ equal: EqualValues<Scalar>.Resolution?) -> Tensor<Scalar> {
        let unit = maximum(values.real.abs(), values.imaginary.abs()).powerOfTwoUnit()
        let scaled = ComplexPair(values.real / unit, values.imaginary / unit)
        let quotient = across.dividedByGap((scaled - scaled.transposed).conjugate)
        var core = ComplexPair(quotient.real / unit, quotient.imaginary / unit)
        if let equal {
            let isResolved = equal.isResolved.reshaped(to: core.real.shape)
            core = ComplexPair(
                core.real.replaced(by: equal), select(isResolved, Tensor(0), otherwise: core.imaginary))
        }
        let diagonal = ComplexPair(
            valueSlope.real.squeezed(axes: [-2]).diagonalMatrix(),
            valueSlope.imaginary.squeezed(axes: [-2]).diagonalMatrix())
        let slope = vectors.adjoint.solve((diagonal + core).matmul(vectors.adjoint)).real
        return slope.markedFirstDerivative(where: equal)
    }
}

extension Eigen: AmbiguousOperation {
    func gradient(
        _ upstream: Tensor<Scalar>, inputs: Inputs, result: Tensor<Scalar>,
        elsewhere: (Tensor<Scalar>) -> Tensor<Scalar>?
    ) -> Tensor<Scalar> {
        let (parts, order) = (parts(inputs.shape(0)), inputs.shape(0).matrix.rows)
        let whole = EigenSlope(parts, upstream, result)
        let here = result.recorded(by: nil).flattenedBatch(keeping: 1)
        let plain = EigenSlope(parts, upstream.recorded(by: nil).flattenedBatch(keeping: 1), here)
        let equal = EqualEigenvalues(plain.values, order: order)
        if equal.isEmpty { return whole.slope(nil) }
        let resolution = equal.resolved(EqualEigenvalues.Flows(plain)) { basis in
            let (re, im) = (plain.vectors.real.matmul(basis.turn), plain.vectors.imaginary.matmul(basis.turn))
            let length = (re.squared() + im.squared()).sum(axis: -2, keepingDimensions: true).sqrt()
            let all = [basis.values, plain.values.imaginary, re / length, im / length]
            let packed = concatenate(all.map { $0.reshaped(to: [here.shape[0], -1]) }, axis: 1)
            return elsewhere(packed.reshaped(to: result.shape)).map {
                EqualEigenvalues.Flows(EigenSlope(parts, $0.flattenedBatch(keeping: 1), packed))
            }
        }
        return whole.slope(resolution)
    }
}
