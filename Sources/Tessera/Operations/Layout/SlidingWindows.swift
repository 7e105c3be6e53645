/// The windows of one axis: `size` positions each, `dilation` apart, that begin every `stride` positions.
struct AxisWindows: Hashable, Sendable {
    let size: Int
    let stride: Int
    let dilation: Int

    /// The number of positions from the first of a window to its last, both included.
    var span: Int { (size - 1) * dilation + 1 }

    /// Returns the number of windows that lie within an axis of the given extent.
    func count(in extent: Int) -> Int { extent < span ? 0 : (extent - span) / stride + 1 }
}

/// The sliding windows of some axes, as a view: these axes hold the number of the window, and further axes, the last of
/// the result, the positions in a window.
struct SlidingWindows<Scalar: TensorScalar>: TensorOperation {
    /// The axes, counted from the front, and the windows of each.
    let axes: [Int]
    let windows: [AxisWindows]

    var name: String { "slidingWindows" }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        var shape = inputs[0]
        for (axis, window) in zip(axes, windows) {
            guard window.size > 0, window.stride > 0, window.dilation > 0 else {
                throw ShapeError(name, inputs, "sizes, strides and dilations must be at least 1")
            }
            shape[axis] = window.count(in: shape[axis])
        }
        return Shape(shape.dimensions + windows.map(\.size))
    }

    func view(_ inputs: Inputs, shape: Shape) -> Tensor<Scalar>? {
        let x: Tensor<Scalar> = inputs[0]
        var strides = x.resolvedStrides
        let steps = zip(axes, windows).map { strides[$0] * $1.dilation }
        for (axis, window) in zip(axes, windows) { strides[axis] *= window.stride }
        return x.view(shape: shape, strides: strides + steps)
    }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        if let view = view(inputs, shape: result.shape) { result.assign(view) }
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        (Scalar.self as? any RealScalar.Type).map { folded(upstream.erased, into: inputs.shape(0), as: $0) }
    }

    private func folded<Real: RealScalar>(_ upstream: AnyTensor, into shape: Shape, as type: Real.Type) -> AnyTensor {
        apply(FoldWindows<Real>(axes: axes, windows: windows, target: shape), to: [upstream]).erased
    }

    func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        .single(rows, used: "windows reach over several rows") { axes.contains($0) ? nil : $0 }
    }
}

extension SlidingWindows: VectorizedOperation {
    func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        SlidingWindows(axes: axes.map { $0 + 1 }, windows: windows).applied(to: operands.tensors)
    }
}

extension SlidingWindows: MaskPropagatingOperation {
    func maskPropagation(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> MaskPropagation { .rearranged }
}

/// The adjoint of `SlidingWindows`: adds the elements of all windows to the positions that they were taken from
/// ("col2im"). Positions in no window are 0.
struct FoldWindows<Scalar: RealScalar>: TensorOperation {
    let axes: [Int]
    let windows: [AxisWindows]
    /// The shape of the result.
    let target: Shape

    var name: String { "foldedWindows" }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        guard try SlidingWindows<Scalar>(axes: axes, windows: windows).shape(of: [target]) == inputs[0] else {
            throw ShapeError(name, [inputs[0], target], "these are not the windows of the second shape")
        }
        return target
    }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x: Tensor<Scalar> = inputs[0]
        result.base.initialize(repeating: 0, count: result.count)
        if x.count == 0 { return }
        let rank = target.rank
        let source = x.resolvedStrides
        let own = target.rowMajorStrides
        var steps = own
        for (axis, window) in zip(axes, windows) { steps[axis] *= window.stride }
        let counts = Shape(Array(x.shape.dimensions[..<rank]))
        let loop = LoopNest(counts, Array(source[..<rank]), steps)
        // One position of all windows after the other: each addition runs over long rows.
        let sizes = Shape(windows.map(\.size))
        for number in 0..<sizes.elementCount {
            let from = x.base + stridedOffset(of: number, sizes, Array(source[rank...]))
            let distances = zip(axes, windows).map { own[$0] * $1.dilation }
            addStrided(loop, axis: 0, from, to: result.base + stridedOffset(of: number, sizes, distances))
        }
        withExtendedLifetime(x.storage) {}
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        apply(SlidingWindows<Scalar>(axes: axes, windows: windows), to: [upstream.erased]).erased
    }

    func resized(axis: Int, to extent: Int) -> Self {
        Self(axes: axes, windows: windows, target: target.resized(axis, to: extent))
    }

    func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        .single(rows, used: "windows reach over several rows") { axes.contains($0) || $0 >= target.rank ? nil : $0 }
    }
}

extension FoldWindows: VectorizedOperation {
    func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        FoldWindows(axes: axes.map { $0 + 1 }, windows: windows, target: operands.batched(target))
            .applied(to: operands.tensors)
    }
}

/// Adds elements of one strided layout to those of another, which are distinct, by the loops from `axis` on.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
func addStrided<Scalar: RealScalar>(
    _ loop: LoopNest, axis: Int, _ source: UnsafePointer<Scalar>, to target: UnsafeMutablePointer<Scalar>
) {
    if loop.extents.isEmpty { return target.pointee += source.pointee }
    let (count, from, to) = (loop.extents[axis], loop.first[axis], loop.second[axis])
    if axis < loop.extents.count - 1 {
        for index in 0..<count { addStrided(loop, axis: axis + 1, source + index * from, to: target + index * to) }
    } else if from == 1, to == 1 {
        for index in 0..<count { target[index] += source[index] }
    } else {
        for index in 0..<count { target[index &* to] += source[index &* from] }
    }
}

extension Tensor {
    /// Returns the sliding windows along some axes as a view, which copies nothing: each of these axes holds the number
    /// of the window, and further axes at the end of the shape the positions in a window. Windows that would reach
    /// beyond an axis are left out.
    ///
    /// ```swift
    /// let x = Tensor<Double>([1, 2, 3, 4])
    /// x.slidingWindows([3], axes: [0])                    // [[1, 2, 3], [2, 3, 4]]
    /// x.slidingWindows([2], axes: [0], strides: [2])      // [[1, 2], [3, 4]]
    /// ```
    ///
    /// - Parameters:
    ///   - sizes: the number of positions of a window along each of the axes.
    ///   - axes: negative ones count from the end.
    ///   - strides: the distance from the start of a window to that of the next; one number for all axes, or one each.
    ///   - dilations: the distance from a position of a window to the next; one number for all axes, or one each.
    public func slidingWindows(
        _ sizes: [Int], axes: [Int], strides: [Int] = [1], dilations: [Int] = [1]
    ) -> Tensor {
        let resolved = axes.map { resolvedAxis($0, "slidingWindows") }
        guard sizes.count == axes.count, Set(resolved).count == axes.count,
            let strides = oneForEachAxis(strides, axes.count), let dilations = oneForEachAxis(dilations, axes.count)
        else { stop("slidingWindows", "needs a size, a stride and a dilation for each of the axes \(axes)") }
        let windows = sizes.indices.map {
            AxisWindows(size: sizes[$0], stride: strides[$0], dilation: dilations[$0])
        }
        return apply(SlidingWindows<Scalar>(axes: resolved, windows: windows), to: [erased])
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns a tensor of the given shape to which windows are added where they were taken from ("fold", "col2im"): the
    /// adjoint of ``slidingWindows(_:axes:strides:dilations:)`` with the same axes, strides and dilations. Where windows
    /// overlap their elements are summed, and positions in no window are 0.
    ///
    /// ```swift
    /// let windows = Tensor<Double>([1, 2, 3, 4]).slidingWindows([3], axes: [0])
    /// windows.foldedWindows(into: [4], axes: [0])         // [1, 4, 6, 4]
    /// ```
    ///
    /// Stops if this tensor does not have the shape of the windows of such a tensor.
    ///
    /// - Parameters:
    ///   - shape: the shape of the result.
    ///   - axes: the axes of the result that the windows slide along; negative ones count from the end.
    ///   - strides: the distance from the start of a window to that of the next; one number for all axes, or one each.
    ///   - dilations: the distance from a position of a window to the next; one number for all axes, or one each.
    public func foldedWindows(
        into shape: Shape, axes: [Int], strides: [Int] = [1], dilations: [Int] = [1]
    ) -> Tensor {
        let resolved = axes.map { Axes(operation: "foldedWindows", requested: [$0]).checked(in: shape)[0] }
        guard rank == shape.rank + axes.count, Set(resolved).count == axes.count,
            let strides = oneForEachAxis(strides, axes.count), let dilations = oneForEachAxis(dilations, axes.count)
        else {
            ShapeError("foldedWindows", [self.shape, shape], "these are not windows along axes \(axes)").stop()
        }
        let windows = axes.indices.map {
            AxisWindows(size: self.shape[shape.rank + $0], stride: strides[$0], dilation: dilations[$0])
        }
        return apply(FoldWindows<Scalar>(axes: resolved, windows: windows, target: shape), to: [erased])
    }
}

/// Returns one number for each axis; a single one is meant for all. Returns nil if their number is another.
func oneForEachAxis(_ numbers: [Int], _ count: Int) -> [Int]? {
    if numbers.count == count { return numbers }
    return numbers.count == 1 ? [Int](repeating: numbers[0], count: count) : nil
}
