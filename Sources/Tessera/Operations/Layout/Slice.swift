/// The positions along one axis: `count` of them from `start`, `step` apart. A negative step runs backwards; a step of
/// 0 reads one position `count` times.
public struct AxisSlice: Hashable, Sendable {
    /// The first position.
    package let start: Int
    /// The distance from one position to the next.
    package let step: Int
    /// The number of positions.
    package let count: Int

    /// Creates a slice of `count` positions from `start`, `step` apart.
    public init(start: Int, step: Int = 1, count: Int) {
        self.start = start
        // A single position needs no step, and an unused step must not overflow.
        self.step = count > 1 ? step : 1
        self.count = count
    }

    /// Whether a position occurs several times: a step of 0.
    var repeatsPosition: Bool { step == 0 && count > 1 }

    /// Returns whether all positions lie on an axis of the given extent.
    func fits(_ extent: Int) -> Bool {
        if count == 0 { return true }
        let (span, tooLong) = (count - 1).multipliedReportingOverflow(by: step)
        let (last, tooFar) = start.addingReportingOverflow(span)
        return count > 0 && !tooLong && !tooFar && (0..<extent).contains(start) && (0..<extent).contains(last)
    }
}

extension [AxisSlice] {
    /// Returns the slices with one of a whole axis before them.
    func batched(_ count: Int) -> [AxisSlice] { [AxisSlice(start: 0, count: count)] + self }

    /// Returns the slices with that of one axis replaced by a whole axis of another extent.
    func resized(_ axis: Int, to extent: Int) -> [AxisSlice] {
        var slices = self
        slices[axis] = AxisSlice(start: 0, count: extent)
        return slices
    }
}

/// Selects a part of a tensor: some positions along each axis. The result is a view.
public struct Slice<Scalar: TensorScalar>: TensorOperation {
    /// One slice for each axis.
    package let slices: [AxisSlice]

    /// Creates a selection of one slice for each axis.
    public init(_ slices: [AxisSlice]) {
        self.slices = slices
    }

    public var name: String { "slice" }

    public func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        try checkSlices(slices, of: inputs[0], name)
        return Shape(slices.map(\.count))
    }

    public func view(_ inputs: Inputs, shape: Shape) -> Tensor<Scalar>? {
        let x: Tensor<Scalar> = inputs[0]
        return x.view(x.layout.sliced(slices))
    }

    public func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        if let view = view(inputs, shape: result.shape) { result.assign(view) }
    }

    public func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let repeated = slices.indices.filter { slices[$0].repeatsPosition }
        if repeated.isEmpty { return apply(Pad<Scalar>(slices, in: inputs.shape(0)), to: [upstream.erased]).erased }
        // A position that is read several times gets the sum of the gradients of all its copies.
        guard let real = Scalar.self as? any RealScalar.Type else { return nil }
        let once = slices.map { $0.repeatsPosition ? AxisSlice(start: $0.start, count: 1) : $0 }
        return embedded(summed(upstream.erased, along: repeated, as: real), once, in: inputs.shape(0), as: real)
    }

    public func resized(axis: Int, to extent: Int) -> Self {
        Self(slices.resized(axis, to: extent))
    }

    public func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        .single(rows, used: "rows are picked by their number") { row in
            slices[row] == AxisSlice(start: 0, count: shapes[0][row]) ? row : nil
        }
    }
}

extension Slice: VectorizedOperation {
    package func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        Slice(slices.batched(operands.count)).applied(to: operands.tensors)
    }
}

extension Slice: MaskPropagatingOperation {
    func maskPropagation(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> MaskPropagation { .rearranged }
}

private func summed<Real: RealScalar>(_ tensor: AnyTensor, along axes: [Int], as type: Real.Type) -> AnyTensor {
    apply(Reduce<Real>(.sum, axes: axes, keepingDimensions: true), to: [tensor]).erased
}

private func embedded<Real: RealScalar>(
    _ tensor: AnyTensor, _ slices: [AxisSlice], in shape: Shape, as type: Real.Type
) -> AnyTensor {
    apply(Pad<Real>(slices, in: shape), to: [tensor]).erased
}

/// Throws unless the slices fit the shape and name each position once, as a write needs.
func checkTargets(_ slices: [AxisSlice], of shape: Shape, _ operation: String) throws(ShapeError) {
    try checkSlices(slices, of: shape, operation)
    for (axis, slice) in slices.enumerated() where slice.repeatsPosition {
        throw ShapeError(operation, [shape], "position \(slice.start) of axis \(axis) is written \(slice.count) times")
    }
}

/// Throws unless there is one slice for each axis and all fit the shape.
func checkSlices(_ slices: [AxisSlice], of shape: Shape, _ operation: String) throws(ShapeError) {
    guard slices.count == shape.rank else {
        throw ShapeError(operation, [shape], "\(slices.count) slices for \(shape.rank) axes")
    }
    for (axis, slice) in slices.enumerated() where !slice.fits(shape[axis]) {
        throw ShapeError(
            operation, [shape],
            "axis \(axis) has no \(slice.count) positions from \(slice.start) in steps of \(slice.step)")
    }
}
