extension Tensor where Scalar: RealScalar {
    /// Returns the largest element of each window of the last axes, one window after another; NaN where a window holds a
    /// NaN. Equal largest elements get equal parts of the gradient.
    ///
    /// ```swift
    /// let halved = images.maxPooled([2, 2])                               // [n, c, h, w] becomes [n, c, h / 2, w / 2]
    /// ```
    ///
    /// Stops if there are fewer axes than sizes, or the arguments do not fit each other.
    ///
    /// - Parameters:
    ///   - sizes: the size of a window along each of the last axes.
    ///   - strides: the distance between neighbouring windows, by default their size; one number for all axes, or one
    ///     each. What is left at the end of an axis is in no window.
    ///   - padding: the elements around the axes, which are in windows but never the largest.
    ///   - dilations: the distance between the elements of a window.
    public func maxPooled(
        _ sizes: [Int], strides: [Int]? = nil, padding: ConvolutionPadding = .valid, dilations: [Int] = [1]
    ) -> Tensor {
        let (padded, windows) = pooling("maxPooled", sizes, strides, padding, dilations, filling: -.infinity)
        let view = padded.slidingWindows(windows)
        // The elements of the windows along a new first axis, so that they are reduced a row at a time.
        let ordered = view.transposed(Array(rank..<view.rank) + Array(0..<rank))
        return ordered.reshaped(to: Shape([sizes.reduce(1, *)] + view.shape.prefix(rank))).max(axis: 0)
    }

    /// Returns the mean of each window of the last axes, one window after another.
    ///
    /// Stops if there are fewer axes than sizes, or the arguments do not fit each other.
    ///
    /// - Parameters:
    ///   - sizes: the size of a window along each of the last axes.
    ///   - strides: the distance between neighbouring windows, by default their size; one number for all axes, or one
    ///     each.
    ///   - padding: the zeros around the axes.
    ///   - countingPadding: whether the padding counts in the mean; by default a sum is divided by the number of its
    ///     elements that lie within the tensor.
    ///   - dilations: the distance between the elements of a window.
    public func averagePooled(
        _ sizes: [Int], strides: [Int]? = nil, padding: ConvolutionPadding = .valid, countingPadding: Bool = false,
        dilations: [Int] = [1]
    ) -> Tensor {
        func sums(_ tensor: Tensor) -> Tensor {
            let (padded, windows) = tensor.pooling("averagePooled", sizes, strides, padding, dilations, filling: 0)
            let axes = Array((rank - sizes.count)..<rank).map { $0 - rank + tensor.rank }
            return apply(SummedWindows<Scalar>(axes: axes, windows: windows), to: [padded.erased])
        }
        if case .valid = padding { return sums(self) / Scalar(sizes.reduce(1, *)) }
        if countingPadding { return sums(self) / Scalar(sizes.reduce(1, *)) }
        return sums(self) / sums(Tensor(ones: Shape(shape.suffix(sizes.count))))
    }

    /// Returns the tensor with what is around it, and the windows of the last axes.
    private func pooling(
        _ name: String, _ sizes: [Int], _ strides: [Int]?, _ padding: ConvolutionPadding, _ dilations: [Int],
        filling: Scalar
    ) -> (padded: Tensor, windows: [AxisWindows]) {
        let outer = rank - sizes.count
        guard outer >= 0, let strides = oneForEachAxis(strides ?? sizes, sizes.count),
            let dilations = oneForEachAxis(dilations, sizes.count), (sizes + strides + dilations).allSatisfy({ $0 > 0 })
        else { stop(name, "the windows \(sizes), strides and dilations do not fit the last axes") }
        let windows = sizes.indices.map {
            AxisWindows(size: sizes[$0], stride: strides[$0], dilation: dilations[$0])
        }
        guard let widths = padding.resolved(windows, Array(shape[outer...])) else {
            stop(name, "the padding does not fit the axes")
        }
        let isPadded = widths.contains { $0.before + $0.after > 0 }
        let around =
            (0..<outer).map { _ in (before: 0, after: 0) } + widths.map { (before: $0.before, after: $0.after) }
        return (isPadded ? self.padded(around, with: filling) : self, windows)
    }

    /// Returns the windows of the last axes as a view.
    private func slidingWindows(_ windows: [AxisWindows]) -> Tensor {
        apply(SlidingWindows<Scalar>(axes: Array((rank - windows.count)..<rank), windows: windows), to: [erased])
    }
}
