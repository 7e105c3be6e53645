/// The sums of the sliding windows of some axes, without a copy of the windows.
struct SummedWindows<Scalar: RealScalar>: TensorOperation {
    /// The axes, counted from the front and the last of the operand, and the windows of each.
    let axes: [Int]
    let windows: [AxisWindows]

    var name: String { "summedWindows" }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let windows = try SlidingWindows<Scalar>(axes: axes, windows: windows).shape(of: inputs)
        return Shape(Array(windows.prefix(inputs[0].rank)))
    }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        result.base.initialize(repeating: 0, count: result.count)
        if result.count == 0 { return }
        let x = (inputs[0] as Tensor<Scalar>).contiguous()
        let first = x.rank - axes.count
        let (extents, counts) = (Shape(Array(x.shape[first...])), Shape(Array(result.shape[first...])))
        let own = extents.rowMajorStrides
        let loop = LoopNest(counts, zip(own, windows).map { $0 * $1.stride }, counts.rowMajorStrides)
        let steps = zip(own, windows).map { $0 * $1.dilation }
        let sizes = Shape(windows.map(\.size))
        let offsets = (0..<sizes.elementCount).map { stridedOffset(of: $0, sizes, steps) }
        let (size, count) = (extents.elementCount, counts.elementCount)
        let (source, out) = (x.base, result.base)
        func sum(_ planes: Range<Int>) {
            // All positions of the windows of one plane, which stays in cache.
            for plane in planes {
                for offset in offsets {
                    addStrided(loop, axis: 0, source + plane * size + offset, to: out + plane * count)
                }
            }
        }
        let planes = result.count / count
        if x.count < ParallelParts.minimumElements {
            sum(0..<planes)
        } else {
            let length = max(1, ParallelParts.length / size)
            CurrentExecutor.value.forEachRange(planes, length: length) { range, _ in sum(range) }
        }
        withExtendedLifetime(x.storage) {}
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let (sizes, counts) = (windows.map(\.size), result.shape.dimensions)
        let apart = upstream.reshaped(to: Shape(counts + sizes.map { _ in 1 }))
        return FoldWindows<Scalar>(axes: axes, windows: windows, target: inputs.shape(0))
            .applied(to: [apart.expanded(to: Shape(counts + sizes)).erased])
    }

    func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        .single(rows, used: "windows reach over several rows") { axes.contains($0) ? nil : $0 }
    }
}

extension SummedWindows: VectorizedOperation {
    func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        SummedWindows(axes: axes.map { $0 + 1 }, windows: windows).applied(to: operands.tensors)
    }
}

extension SummedWindows: MaskPropagatingOperation {
    func maskPropagation(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> MaskPropagation { .rearranged }
}
