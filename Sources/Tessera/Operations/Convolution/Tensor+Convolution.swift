/// The zeros, or for a maximum the −∞, around the spatial axes of a convolution or a pooling.
public enum ConvolutionPadding: Sendable, ExpressibleByIntegerLiteral {
    /// None: windows lie within the image.
    case valid
    /// As much as gives ⌈extent / stride⌉ windows along each axis; one more after the axis than before it if the number
    /// is odd.
    case same
    /// The same number before and after each axis; an integer literal stands for this.
    case uniform(Int)
    /// A number before and a number after each spatial axis.
    case widths([(before: Int, after: Int)])

    public init(integerLiteral value: Int) { self = .uniform(value) }

    /// Returns the padding of each axis; nil if the numbers do not fit the axes.
    func resolved(_ windows: [AxisWindows], _ extents: [Int]) -> [AxisPadding]? {
        switch self {
        case .valid: return extents.map { _ in AxisPadding(before: 0, after: 0) }
        case .uniform(let width): return width < 0 ? nil : extents.map { _ in AxisPadding(before: width, after: width) }
        case .widths(let widths):
            guard widths.count == extents.count, widths.allSatisfy({ $0.before >= 0 && $0.after >= 0 }) else {
                return nil
            }
            return widths.map { AxisPadding(before: $0.before, after: $0.after) }
        case .same:
            return zip(windows, extents).map { window, extent in
                let count = (extent + window.stride - 1) / window.stride
                let total = Swift.max(0, (count - 1) * window.stride + window.span - extent)
                return AxisPadding(before: total / 2, after: total - total / 2)
            }
        }
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns the convolution of images, of one or two spatial axes, with kernels; as elsewhere in machine learning the
    /// kernels are not mirrored (a cross-correlation).
    ///
    /// ```swift
    /// let features = images.convolved(with: kernels, padding: 1)          // [n, 3, h, w] and [8, 3, 3, 3]: [n, 8, h, w]
    /// let halved = images.convolved(with: kernels, strides: [2], padding: .same)
    /// ```
    ///
    /// Stops if the shapes do not fit.
    ///
    /// - Parameters:
    ///   - kernel: of shape [filters, channels / groups, size…]; this tensor has the shape [images, channels, extent…].
    ///   - strides: the distance between neighbouring windows; one number for all spatial axes, or one each.
    ///   - padding: the zeros around the images.
    ///   - dilations: the distance between the elements of a window; one number for all spatial axes, or one each.
    ///   - groups: filters of group i see the channels of group i only; as many groups as channels make a depthwise
    ///     convolution.
    /// - Returns: a tensor of shape [images, filters, number of windows…]. A bias of shape [filters, 1…] can be added.
    public func convolved(
        with kernel: Tensor, strides: [Int] = [1], padding: ConvolutionPadding = .valid, dilations: [Int] = [1],
        groups: Int = 1
    ) -> Tensor {
        let spatial = ConvolutionAxes("convolved", self, kernel, strides, dilations, groups)
        let extents = Array(shape[2...])
        guard let padding = padding.resolved(spatial.windows, extents) else {
            spatial.stop("the padding does not fit the axes")
        }
        return spatial.apply(.convolution, padding: padding, extents: extents)
    }

    /// Returns the transposed convolution, the adjoint of `convolved` with the same arguments: a kernel is added at
    /// each position, times the element there.
    ///
    /// Stops if the shapes do not fit, or `padding` is `.same`, which does not tell the extents.
    ///
    /// - Parameters:
    ///   - kernel: of shape [channels, filters / groups, size…]; this tensor has the shape [images, channels, extent…].
    ///   - strides: the distance between neighbouring kernels.
    ///   - padding: how much is cut off the result.
    ///   - outputPadding: how much longer the result is at its end: of all extents for which the convolution gives this
    ///     tensor's, the smallest is meant by 0. One number for all spatial axes, or one each, below the stride.
    ///   - dilations: the distance between the elements of a kernel.
    ///   - groups: channels of group i make filters of group i only.
    /// - Returns: a tensor of shape [images, filters, (extent − 1) · stride + span − padding + outputPadding…].
    public func transposedConvolved(
        with kernel: Tensor, strides: [Int] = [1], padding: ConvolutionPadding = .valid, outputPadding: [Int] = [0],
        dilations: [Int] = [1], groups: Int = 1
    ) -> Tensor {
        let spatial = ConvolutionAxes("transposedConvolved", self, kernel, strides, dilations, groups)
        if case .same = padding { spatial.stop("same padding does not tell the extents of the result") }
        guard let padding = padding.resolved(spatial.windows, Array(shape[2...])),
            let more = oneForEachAxis(outputPadding, rank - 2),
            zip(more, spatial.windows).allSatisfy({ $0 >= 0 && $0 < $1.stride })
        else { spatial.stop("the padding does not fit the axes") }
        let extents = spatial.windows.indices.map { axis in
            let window = spatial.windows[axis]
            let cut = padding[axis].before + padding[axis].after
            return (shape[2 + axis] - 1) * window.stride + window.span - cut + more[axis]
        }
        return spatial.apply(.transposedConvolution, padding: padding, extents: extents)
    }
}

/// The operands of a convolution along one or two spatial axes. One axis is computed as two, the first of extent 1.
private struct ConvolutionAxes<Scalar: RealScalar> {
    let name: String
    let (images, kernel): (Tensor<Scalar>, Tensor<Scalar>)
    let windows: [AxisWindows]
    let groups: Int

    init(
        _ name: String, _ images: Tensor<Scalar>, _ kernel: Tensor<Scalar>, _ strides: [Int], _ dilations: [Int],
        _ groups: Int
    ) {
        func stop(_ reason: String) -> Never { ShapeError(name, [images.shape, kernel.shape], reason).stop() }
        let rank = images.rank - 2
        guard (1...2).contains(rank), kernel.rank == images.rank else {
            stop("needs images and kernels of one or two spatial axes")
        }
        guard let strides = oneForEachAxis(strides, rank), let dilations = oneForEachAxis(dilations, rank), groups > 0,
            (strides + dilations + kernel.shape.suffix(rank)).allSatisfy({ $0 > 0 })
        else { stop("strides, dilations, groups and the extents of a kernel must be at least 1") }
        (self.name, self.images, self.kernel, self.groups) = (name, images, kernel, groups)
        windows = (0..<rank).map {
            AxisWindows(size: kernel.shape[2 + $0], stride: strides[$0], dilation: dilations[$0])
        }
    }

    func stop(_ reason: String) -> Never { ShapeError(name, [images.shape, kernel.shape], reason).stop() }

    func apply(_ target: Convolution<Scalar>.Target, padding: [AxisPadding], extents: [Int]) -> Tensor<Scalar> {
        if extents.contains(where: { $0 < 0 }) { stop("the padding leaves nothing") }
        let isFlat = windows.count == 1
        let operation = Convolution<Scalar>(
            target: target, windows: (isFlat ? [AxisWindows(size: 1, stride: 1, dilation: 1)] : []) + windows,
            padding: (isFlat ? [AxisPadding(before: 0, after: 0)] : []) + padding, groups: groups,
            extents: (isFlat ? [1] : []) + extents)
        let operands = isFlat ? [images, kernel].map { $0.expandingDimensions(at: 2) } : [images, kernel]
        let result = Tessera.apply(operation, to: operands.map(\.erased))
        return isFlat ? result.squeezed(axes: [2]) : result
    }
}
