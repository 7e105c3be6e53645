extension Tensor where Scalar: RealScalar {
    /// Returns (x − mean) / √(variance + ε) with mean and variance along some axes, the last one unless others are
    /// named, times `scale` plus `shift` (layer normalisation: J. L. Ba, J. R. Kiros, G. E. Hinton, 2016).
    ///
    /// - Parameters:
    ///   - axes: the axes that are normalised together; negative ones count from the end. Stops if there is no such
    ///     axis.
    ///   - scale: a tensor that is broadcast, usually of the extents of the axes; nil for 1.
    ///   - shift: a tensor that is broadcast; nil for 0.
    ///   - epsilon: added to the variance, so that constant elements give 0.
    public func layerNormalized(
        axes: [Int] = [-1], scale: Tensor? = nil, shift: Tensor? = nil, epsilon: Scalar = 1e-5
    ) -> Tensor {
        let axes = Axes(operation: "layerNormalized", requested: axes).checked(in: shape)
        let centred = self - mean(axes: axes, keepingDimensions: true)
        let variance = centred.squared().mean(axes: axes, keepingDimensions: true)
        return (centred * (variance + epsilon).rsqrt()).transformed(scale: scale, shift: shift)
    }

    /// Returns the tensor normalised within each of so many groups of channels, times `scale` plus `shift` (group
    /// normalisation: Y. Wu, K. He, 2018). One group is layer normalisation of all channels; as many groups as there
    /// are channels is instance normalisation.
    ///
    /// - Parameters:
    ///   - groups: their number, which must divide that of the channels. The tensor has the shape [rows, channels, …].
    ///     Stops otherwise.
    ///   - scale: shape [channels]; nil for 1.
    ///   - shift: shape [channels]; nil for 0.
    ///   - epsilon: added to the variance.
    public func groupNormalized(
        groups: Int, scale: Tensor? = nil, shift: Tensor? = nil, epsilon: Scalar = 1e-5
    ) -> Tensor {
        guard rank >= 2, groups > 0, shape[1].isMultiple(of: groups) else {
            stop("groupNormalized", "needs [rows, channels, …] with a multiple of \(groups) channels")
        }
        let grouped = reshaped(to: Shape([shape[0], groups, shape[1] / groups] + shape.dimensions.dropFirst(2)))
        let normal = grouped.layerNormalized(axes: Array(2..<grouped.rank), epsilon: epsilon).reshaped(to: shape)
        return normal.transformed(
            scale: scale?.alongChannels(1, of: self, "groupNormalized"),
            shift: shift?.alongChannels(1, of: self, "groupNormalized"))
    }

    /// Returns x / (bias + α·m)^β, where m is the mean of the squares of neighbouring channels at the same place (local
    /// response normalisation: A. Krizhevsky, I. Sutskever, G. E. Hinton, 2012). Channels beyond the first and the last
    /// count as 0.
    ///
    /// - Parameters:
    ///   - size: the number of neighbouring channels, the channel itself in their middle; of an even number one more is
    ///     behind it. The tensor has the shape [rows, channels, …]. Stops otherwise, or if the size is not positive.
    ///   - alpha: the weight α of the mean.
    ///   - beta: the exponent β.
    ///   - bias: what is added to the mean.
    public func localResponseNormalized(
        size: Int, alpha: Scalar = 1e-4, beta: Scalar = 0.75, bias: Scalar = 1
    ) -> Tensor {
        guard rank >= 2, size > 0 else {
            stop("localResponseNormalized", "needs [rows, channels, …] and a size from 1")
        }
        let squares = squared().movingAxis(1, to: -1)
        let means = squares.averagePooled(
            [size], strides: [1], padding: .widths([((size - 1) / 2, size / 2)]), countingPadding: true)
        return self * (bias + alpha * means.movingAxis(-1, to: 1)).pow(-beta)
    }

    /// Returns the elements times `scale` plus `shift`.
    func transformed(scale: Tensor?, shift: Tensor?) -> Tensor {
        let scaled = scale.map { self * $0 } ?? self
        return shift.map { scaled + $0 } ?? scaled
    }

    /// Returns a vector of one number for each channel in a shape that is broadcast along the channels of `x`. Stops if
    /// it has another shape.
    func alongChannels(_ axis: Int, of x: Tensor, _ operation: String) -> Tensor {
        guard shape == [x.shape[axis]] else {
            ShapeError(operation, [x.shape, shape], "needs one number for each of \(x.shape[axis]) channels").stop()
        }
        return reshaped(to: Shape([shape[0]] + [Int](repeating: 1, count: x.rank - axis - 1)))
    }
}
