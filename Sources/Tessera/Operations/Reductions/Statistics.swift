/// Reductions that are compositions of others; so are their gradients.
extension Tensor where Scalar: RealScalar {
    /// The product along some axes, all where none are named; 1 of no elements.
    ///
    /// Halves are multiplied with each other until one element is left, so that the gradient is right where elements
    /// are zero.
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
                    ? pairs : concatenate([pairs, result.sliced(axis: axis, (2 * half)..<(2 * half + 1))], axis: axis)
            }
        }
        return result.reshaped(to: shape.removingAxes(resolved, keepingDimensions: keepingDimensions))
    }

    public func product(axis: Int, keepingDimensions: Bool = false) -> Tensor {
        product(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// The mean squared deviation from the mean along some axes, all where none are named.
    ///
    /// - Parameter correction: subtracted from the count in the divisor; 1 gives the unbiased estimate for a sample. Where
    ///   nothing is left to divide by the variance is NaN.
    public func variance(axes: [Int]? = nil, correction: Int = 0, keepingDimensions: Bool = false) -> Tensor {
        let resolved = Axes(operation: "variance", requested: axes).checked(in: shape)
        let count = resolved.map { shape[$0] }.reduce(1, *)
        let squares = (self - mean(axes: resolved, keepingDimensions: true)).squared()
        let mean = squares.mean(axes: resolved, keepingDimensions: keepingDimensions)
        if correction == 0 { return mean }
        return mean * (count > correction ? Scalar(count) / Scalar(count - correction) : .nan)
    }

    public func variance(axis: Int, correction: Int = 0, keepingDimensions: Bool = false) -> Tensor {
        variance(axes: [axis], correction: correction, keepingDimensions: keepingDimensions)
    }

    /// log(Σ exp(x)) along some axes, all where none are named, without overflow: −∞ of no elements. Where the result is
    /// infinite the gradient is 0.
    public func logSumExp(axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
        let resolved = Axes(operation: "logSumExp", requested: axes).checked(in: shape)
        let largest = constantMaximum(resolved)
        let isFinite = largest.abs() .< Scalar.infinity
        let shift = select(isFinite, largest, otherwise: 0)
        let shifted = select(isFinite, self - shift, otherwise: 0)
        let sum = shifted.exp().sum(axes: resolved, keepingDimensions: true)
        // An empty sum has a logarithm too where the result is chosen from elsewhere.
        let logarithm = select(isFinite, sum, otherwise: 1).log() + shift
        return select(isFinite, logarithm, otherwise: largest).reshaped(
            to: shape.removingAxes(resolved, keepingDimensions: keepingDimensions))
    }

    /// The largest elements as constants; −∞ where there are none.
    private func constantMaximum(_ axes: [Int]) -> Tensor {
        if axes.contains(where: { shape[$0] == 0 }) {
            return Tensor(repeating: -.infinity, shape: shape.removingAxes(axes, keepingDimensions: true))
        }
        return stoppingGradient().max(axes: axes, keepingDimensions: true)
    }

    /// The same, but 0 where they are infinite, which would make ∞ − ∞ of themselves.
    private func finiteMaximum(_ axes: [Int]) -> Tensor {
        let largest = constantMaximum(axes)
        return select(largest.abs() .< Scalar.infinity, largest, otherwise: 0)
    }

    public func logSumExp(axis: Int, keepingDimensions: Bool = false) -> Tensor {
        logSumExp(axes: [axis], keepingDimensions: keepingDimensions)
    }

    /// exp(x) / Σ exp(x) along an axis.
    public func softmax(axis: Int = -1) -> Tensor {
        logSoftmax(axis: axis).exp()
    }

    /// x − log(Σ exp(x)) along an axis, exact for large x too.
    public func logSoftmax(axis: Int = -1) -> Tensor {
        let shifted = self - finiteMaximum(Axes(operation: "logSoftmax", requested: [axis]).checked(in: shape))
        return shifted - shifted.exp().sum(axis: axis, keepingDimensions: true).log()
    }

    /// The sum over the rows (axis 0), each multiplied with its weight.
    public func sumOfRows(weights: Tensor? = nil) -> Tensor {
        guard let weights else { return sum(axis: 0) }
        guard rank > 0, weights.shape == [shape[0]] else {
            ShapeError("sumOfRows", [shape, weights.shape], "needs a vector of one weight for each row").stop()
        }
        let flat = reshaped(to: [shape[0], Shape(Array(shape.dropFirst())).elementCount])
        return weights.matmul(flat).reshaped(to: Shape(Array(shape.dropFirst())))
    }

    /// The mean over the rows (axis 0), weighted where weights are given: Σ wᵢ xᵢ / Σ wᵢ.
    public func meanOfRows(weights: Tensor? = nil) -> Tensor {
        guard let weights else { return mean(axis: 0) }
        return sumOfRows(weights: weights) / weights.sum()
    }
}
