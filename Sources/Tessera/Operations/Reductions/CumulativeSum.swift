/// Cumulative (prefix) sums along one axis, from its start or from its end.
package struct CumulativeSum<Scalar: RealScalar>: AxisOperation {
    /// The axis along which the elements are summed.
    package var axis: Int
    /// Whether the sums run from the end of the axis.
    package let isReversed: Bool

    /// Creates a cumulative sum along an axis; negative axes count from the end.
    package init(axis: Int, reversed: Bool = false) {
        self.axis = axis
        isReversed = reversed
    }

    package var name: String { "cumulativeSum" }

    package var rowsReason: String { "a running sum over the rows needs those before" }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x: Tensor<Scalar> = inputs[0]
        result.kernels.copy(x, to: result.base)
        let layout = AxisLayout(x.shape, axis: checkedAxis(in: x.shape))
        layout.accumulate(.add, in: result.base, reversed: isReversed, result.kernels)
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        upstream.cumulativeSum(axis: axis, reversed: !isReversed).erased
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns the cumulative sums along an axis.
    ///
    /// - Parameters:
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    ///   - exclusive: whether a sum leaves out the element at its position, so that the first one is 0.
    ///   - reversed: whether the sums run from the end.
    public func cumulativeSum(axis: Int, exclusive: Bool = false, reversed: Bool = false) -> Tensor {
        let sums = apply(CumulativeSum<Scalar>(axis: axis, reversed: reversed), to: [erased])
        return exclusive ? sums.previous(along: axis, reversed: reversed, first: 0) : sums
    }
}
