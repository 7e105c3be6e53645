/// The gradient of a general eigendecomposition: the real part of
///
///     V⁻ᴴ·(diag(λ̄) + (VᴴV̄ − VᴴV·diag(Re VᴴV̄)) ∘ 1 / conj(λⱼ − λᵢ))·Vᴴ
///
/// (C. Boeddeker et al., "On the computation of complex-valued gradients with application to statistically optimum
/// beamforming", 2017), with gaps relative to the largest value. It assumes that the loss does not depend on the phase
/// of an eigenvector. For equal eigenvalues see `EqualEigenvalues`.
struct EigenGradient<Scalar: RealScalar> {
    let values: ComplexPair<Scalar>
    let vectors: ComplexPair<Scalar>
    let valueGradient: ComplexPair<Scalar>
    /// VᴴV̄.
    let product: ComplexPair<Scalar>
    /// The numerators of the quotients by gaps: the components of the gradient that mix different eigenvectors, without
    /// those along each vector.
    let across: ComplexPair<Scalar>

    init(_ parts: MatrixParts, _ upstream: Tensor<Scalar>, _ result: Tensor<Scalar>) {
        func pair(_ part: Int, _ packed: Tensor<Scalar>, by step: Int) -> ComplexPair<Scalar> {
            ComplexPair(parts.matrix(part, of: packed), parts.matrix(part + step, of: packed))
        }
        (values, vectors) = (pair(0, result, by: 1), pair(2, result, by: 1))
        valueGradient = pair(0, upstream, by: 1)
        product = vectors.adjoint.matmul(pair(2, upstream, by: 1))
        let along = product.real.diagonal().expandingDimensions(at: -2)
        let isOwn = Tensor<Scalar>(identity: product.real.shape[product.real.rank - 1]) .> 0
        across = (product - vectors.adjoint.matmul(vectors) * along).replaced(by: Tensor(0), where: isOwn)
    }

    /// - Parameter equal: replacements for the quotients between equal eigenvalues.
    func gradient(_ equal: EqualValues<Scalar>.Resolution?) -> Tensor<Scalar> {
        let scale = maximum(values.real.abs(), values.imaginary.abs()).powerOfTwoScale()
        let scaled = ComplexPair(values.real / scale, values.imaginary / scale)
        let quotient = across.dividedByGap((scaled - scaled.transposed).conjugate)
        var core = ComplexPair(quotient.real / scale, quotient.imaginary / scale)
        if let equal {
            let isResolved = equal.isResolved.reshaped(to: core.real.shape)
            core = ComplexPair(
                core.real.replaced(by: equal), select(isResolved, Tensor(0), otherwise: core.imaginary))
        }
        let diagonal = ComplexPair(
            valueGradient.real.squeezed(axes: [-2]).diagonalMatrix(),
            valueGradient.imaginary.squeezed(axes: [-2]).diagonalMatrix())
        let gradient = vectors.adjoint.solve((diagonal + core).matmul(vectors.adjoint)).real
        return gradient.markedFirstDerivative(where: equal)
    }
}

extension Eigen: NonUniqueOperation {
    func gradient(
        _ upstream: Tensor<Scalar>, inputs: Inputs, result: Tensor<Scalar>,
        elsewhere: (Tensor<Scalar>) -> Tensor<Scalar>?
    ) -> Tensor<Scalar> {
        let (parts, order) = (parts(inputs.shape(0)), inputs.shape(0).matrix.rows)
        let whole = EigenGradient(parts, upstream, result)
        let here = result.recorded(by: nil).flattenedBatch(keeping: 1)
        let plain = EigenGradient(parts, upstream.recorded(by: nil).flattenedBatch(keeping: 1), here)
        let equal = EqualEigenvalues(plain.values, order: order)
        if equal.isEmpty { return whole.gradient(nil) }
        let resolution = equal.resolved(EqualEigenvalues.Flows(plain)) { basis in
            let (re, im) = (plain.vectors.real.matmul(basis.transform), plain.vectors.imaginary.matmul(basis.transform))
            let norm = (re.squared() + im.squared()).sum(axis: -2, keepingDimensions: true).sqrt()
            let packedParts = [basis.values, plain.values.imaginary, re / norm, im / norm]
            let packed = Tensor(concatenating: packedParts.map { $0.reshaped(to: [here.shape[0], -1]) }, axis: 1)
            return elsewhere(packed.reshaped(to: result.shape)).map {
                EqualEigenvalues.Flows(EigenGradient(parts, $0.flattenedBatch(keeping: 1), packed))
            }
        }
        return whole.gradient(resolution)
    }
}
