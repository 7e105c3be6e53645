/// The elements that `padded(_:mode:)` puts around a tensor.
public enum PaddingMode: Sendable, CaseIterable {
    /// The element at the edge: `a a | a b c | c c`.
    case edge
    /// The elements mirrored at the element on the edge, which is not repeated: `c b | a b c | b a`.
    case reflect
    /// The elements mirrored at the edge, that on the edge included: `b a | a b c | c b`.
    case symmetric
    /// The elements from the other end: `b c | a b c | a b`.
    case wrap

    /// Returns the position that the element at `index`, which may lie outside of the axis, is taken from.
    func position(_ index: Int, extent: Int) -> Int {
        func modulo(_ period: Int) -> Int { (index % period + period) % period }
        switch self {
        case .edge: return Swift.min(Swift.max(index, 0), extent - 1)
        case .wrap: return modulo(extent)
        case .symmetric:
            let folded = modulo(2 * extent)
            return folded < extent ? folded : 2 * extent - 1 - folded
        case .reflect:
            if extent == 1 { return 0 }
            let folded = modulo(2 * extent - 2)
            return folded < extent ? folded : 2 * extent - 2 - folded
        }
    }

    /// Returns the runs of equally spaced positions that an axis and the padding before and after it are taken from.
    func runs(before: Int, after: Int, extent: Int) -> [AxisSlice] {
        var runs: [AxisSlice] = []
        for index in -before..<(extent + after) {
            let position = position(index, extent: extent)
            if let run = runs.last {
                let step = run.count == 1 ? position - run.start : run.step
                if abs(step) <= 1, position == run.start + run.count * step {
                    runs[runs.count - 1] = AxisSlice(start: run.start, step: step, count: run.count + 1)
                    continue
                }
            }
            runs.append(AxisSlice(start: position, count: 1))
        }
        return runs
    }
}

extension Tensor {
    /// Returns the tensor with elements around it that are taken from itself: `widths` has the number of elements before
    /// and after for each axis. The padding may be longer than the axis, which is then repeated. Stops if a width is
    /// negative, or an axis that is padded has no elements.
    ///
    /// ```swift
    /// Tensor<Double>([1, 2, 3]).padded([(2, 1)], mode: .reflect)          // [3, 2, 1, 2, 3, 2]
    /// ```
    public func padded(_ widths: [(before: Int, after: Int)], mode: PaddingMode) -> Tensor {
        guard widths.count == rank, widths.allSatisfy({ $0.before >= 0 && $0.after >= 0 }) else {
            stop("padded", "needs two numbers of at least 0 for each axis, got \(widths)")
        }
        var result = self
        for (axis, width) in widths.enumerated() where width.before + width.after > 0 {
            let extent = shape[axis]
            guard extent > 0 else { stop("padded", "axis \(axis) has no elements to repeat") }
            let runs = mode.runs(before: width.before, after: width.after, extent: extent)
            let whole = result.shape.map { AxisSlice(start: 0, count: $0) }
            let parts = runs.map { run in
                var slices = whole
                slices[axis] = run
                return apply(Slice<Scalar>(slices), to: [result.erased])
            }
            result = Tensor(concatenating: parts, axis: axis)
        }
        return result
    }
}
