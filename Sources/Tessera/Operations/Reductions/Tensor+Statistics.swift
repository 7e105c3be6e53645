/// Reductions that are composed of other operations, as are their gradients.
extension Tensor where Scalar: RealScalar {
    /// Returns the product along some axes, all if none are named; 1 if there are no elements.
    ///
    /// The two halves are multiplied elementwise until one element is left (a tree reduction), so that the gradient is
    /// right also if elements are zero.
    ///
    /// - Parameters:
    ///   - axes: negative ones count from the end; nil for all. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axes stay, with extent 1.
    public func product(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        let resolved = Axes(operation: "product", requested: axes).checked(in: shape)
        var result = self
        for axis in resolved {
            if result.shape[axis] == 0 {
                var one = result.shape
                one[axis] = 1
                result = Tensor(ones: one)
            }
            while result.shape[axis] > 1 {
                let (half, odd) = result.shape[axis].quotientAndRemainder(dividingBy: 2)
                let pairs = result.sliced(axis: axis, 0..<half) * result.sliced(axis: axis, half..<(2 * half))
                result =
                    odd == 0
                    ? pairs
                    : Tensor(
                        concatenating: [pairs, result.sliced(axis: axis, (2 * half)..<(2 * half + 1))], axis: axis)
            }
        }
        return result.reshaped(to: shape.removingAxes(resolved, keepingDimensions: keepingDimensions))
    }

    /// Returns the product along one axis.
    ///
    /// - Parameters:
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axis stays, with extent 1.
    public func product(axis: Int, keepingDimensions: Bool = false) -> Tensor {
        product(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// Returns the variance along some axes, all if none are named: the mean squared deviation from the mean.
    ///
    /// - Parameters:
    ///   - axes: The axes to reduce; nil for all.
    ///   - correction: Subtracted from the count in the divisor; 1 gives the unbiased estimate for a sample (Bessel's
    ///     correction). The variance is NaN if the divisor is not positive.
    ///   - keepingDimensions: Whether the reduced axes stay, with extent 1.
    public func variance(axes: [Int]? = nil, correction: Int = 0, keepingDimensions: Bool = false) -> Tensor {
        let resolved = Axes(operation: "variance", requested: axes).checked(in: shape)
        let count = resolved.map { shape[$0] }.reduce(1, *)
        let squares = (self - mean(axes: resolved, keepingDimensions: true)).squared()
        let mean = squares.mean(axes: resolved, keepingDimensions: keepingDimensions)
        if correction == 0 { return mean }
        return mean * (count > correction ? Scalar(count) / Scalar(count - correction) : .nan)
    }

    /// Returns the variance along one axis.
    ///
    /// - Parameters:
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    ///   - correction: see `variance(axes:correction:keepingDimensions:)`.
    ///   - keepingDimensions: whether the axis stays, with extent 1.
    public func variance(axis: Int, correction: Int = 0, keepingDimensions: Bool = false) -> Tensor {
        variance(axes: [axis], correction: correction, keepingDimensions: keepingDimensions)
    }

    /// Returns the standard deviation along some axes, all if none are named: the square root of the variance. Its
    /// gradient is 0 where it is 0.
    ///
    /// - Parameters:
    ///   - axes: negative ones count from the end; nil for all. The program stops if there is no such axis.
    ///   - correction: see `variance(axes:correction:keepingDimensions:)`; 1 for a sample.
    ///   - keepingDimensions: whether the axes stay, with extent 1.
    public func standardDeviation(
        axes: [Int]? = nil, correction: Int = 0, keepingDimensions: Bool = false
    ) -> Tensor {
        let variance = variance(axes: axes, correction: correction, keepingDimensions: keepingDimensions)
        let isZero = variance .== 0
        return select(isZero, 0, otherwise: select(isZero, 1, otherwise: variance).sqrt())
    }

    /// Returns the standard deviation along one axis.
    ///
    /// - Parameters:
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    ///   - correction: see `variance(axes:correction:keepingDimensions:)`; 1 for a sample.
    ///   - keepingDimensions: whether the axis stays, with extent 1.
    public func standardDeviation(axis: Int, correction: Int = 0, keepingDimensions: Bool = false) -> Tensor {
        standardDeviation(axes: [axis], correction: correction, keepingDimensions: keepingDimensions)
    }

    /// Returns log(Σ exp(x)) along some axes, all if none are named, without overflow: the maximum is subtracted first.
    /// It is −∞ if there are no elements. Where the result is infinite the gradient is 0.
    ///
    /// - Parameters:
    ///   - axes: negative ones count from the end; nil for all. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axes stay, with extent 1.
    public func logSumExp(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        let resolved = Axes(operation: "logSumExp", requested: axes).checked(in: shape)
        let largest = constantMaximum(resolved)
        let isFinite = largest.abs() .< Scalar.infinity
        let shift = select(isFinite, largest, otherwise: 0)
        let shifted = select(isFinite, self - shift, otherwise: 0)
        let sum = shifted.exp().sum(axes: resolved, keepingDimensions: true)
        // Where the result is infinite it is selected from `largest`. The logarithm that is not selected is taken of 1
        // there, since an empty sum is 0 and has no finite logarithm.
        let logarithm = select(isFinite, sum, otherwise: 1).log() + shift
        return select(isFinite, logarithm, otherwise: largest).reshaped(
            to: shape.removingAxes(resolved, keepingDimensions: keepingDimensions))
    }

    /// Returns the largest elements as constants; −∞ if there are none.
    private func constantMaximum(_ axes: [Int]) -> Tensor {
        if axes.contains(where: { shape[$0] == 0 }) {
            return Tensor(repeating: -.infinity, shape: shape.removingAxes(axes, keepingDimensions: true))
        }
        return stoppingGradient().max(axes: axes, keepingDimensions: true)
    }

    /// Returns the largest elements as constants, but 0 where they are infinite: subtracting them would give ∞ − ∞.
    private func finiteMaximum(_ axes: [Int]) -> Tensor {
        let largest = constantMaximum(axes)
        return select(largest.abs() .< Scalar.infinity, largest, otherwise: 0)
    }

    /// Returns log(Σ exp(x)) along one axis.
    ///
    /// - Parameters:
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    ///   - keepingDimensions: whether the axis stays, with extent 1.
    public func logSumExp(axis: Int, keepingDimensions: Bool = false) -> Tensor {
        logSumExp(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// Returns exp(x) / Σ exp(x) along an axis.
    public func softmax(axis: Int = -1) -> Tensor {
        logSoftmax(axis: axis).exp()
    }

    /// Returns x − log(Σ exp(x)) along an axis, accurate for large x too: the maximum is subtracted first.
    public func logSoftmax(axis: Int = -1) -> Tensor {
        let shifted = self - finiteMaximum(Axes(operation: "logSoftmax", requested: [axis]).checked(in: shape))
        return shifted - shifted.exp().sum(axis: axis, keepingDimensions: true).log()
    }

    /// Returns the sum over the rows (axis 0), each multiplied by its weight if weights are given. `weights` has the
    /// shape [rows]; the program stops if it does not.
    package func sumOfRows(weights: Tensor? = nil) -> Tensor {
        guard let weights else { return sum(axis: 0) }
        guard rank > 0, weights.shape == [shape[0]] else {
            ShapeError("sumOfRows", [shape, weights.shape], "needs a vector of one weight for each row").stop()
        }
        let flat = reshaped(to: [shape[0], Shape(Array(shape.dropFirst())).elementCount])
        return weights.matmul(flat).reshaped(to: Shape(Array(shape.dropFirst())))
    }

    /// Returns the mean over the rows (axis 0); with `weights`, of shape [rows], the weighted mean Σ wᵢ xᵢ / Σ wᵢ.
    public func meanOfRows(weights: Tensor? = nil) -> Tensor {
        guard let weights else { return mean(axis: 0) }
        return sumOfRows(weights: weights) / weights.sum()
    }
}
