extension Tensor where Scalar: RealScalar {
    /// The elementwise quotient by a gap between two eigenvalues or singular values. Where the gap is 0, 0 / 0 is 0 and
    /// anything else is NaN, because the function then depends on the arbitrary choice of vectors.
    func dividedByGap(_ gap: Tensor) -> Tensor {
        let isZero = gap .== 0
        let atZero = select(self .== 0, Tensor(0), otherwise: Tensor(.nan))
        return select(isZero, atZero, otherwise: self / select(isZero, Tensor(1), otherwise: gap))
    }

    /// Returns the largest power of two not above the largest magnitude of each matrix, of shape […, 1, 1]; 1 for a
    /// matrix of zeros. It is a constant under differentiation.
    func powerOfTwoScale() -> Tensor {
        let largest = stoppingGradient().abs().max(axes: [-2, -1], keepingDimensions: true)
        return apply(PowerOfTwo<Scalar>(), to: [largest.erased])
    }

    /// Flattens all batch axes into one.
    func flattenedBatch(keeping axes: Int) -> Tensor {
        reshaped(to: Shape([shape.dropLast(axes).reduce(1, *)] + shape.suffix(axes)))
    }
}

/// The largest power of two not above each magnitude, 1 for 0 and for values that are not finite. Dividing by such
/// scales is exact.
private struct PowerOfTwo<Scalar: RealScalar>: BroadcastingOperation {
    var name: String { "powerOfTwo" }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        for (index, x) in (inputs[0] as Tensor<Scalar>).scalars.enumerated() {
            let isUsable = x != 0 && x.isFinite
            (result.base + index).initialize(to: isUsable ? Scalar(1).scaled(by: Int(x.exponent)) : 1)
        }
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? { nil }

    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        .broadcasting(axes: axes, shapes: shapes)
    }
}
