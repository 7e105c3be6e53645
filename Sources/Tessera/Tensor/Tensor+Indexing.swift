/// A subscript resolved against a shape.
private struct Selection {
    var slices: [AxisSlice] = []
    /// The shape of the selected part with picked axes removed and new ones inserted.
    var shape: [Int] = []

    init(_ selections: [AxisSelection], in shape: Shape) throws(ShapeError) {
        let named = selections.count {
            if case .new = $0 { false } else if case .remaining = $0 { false } else { true }
        }
        guard named <= shape.rank else {
            throw ShapeError("subscript", [shape], "\(named) indices for \(shape.rank) axes")
        }
        var left = shape.rank - named
        for selection in selections {
            switch selection {
            case .new: self.shape.append(1)
            case .remaining:
                for _ in 0..<left { appendWhole(shape) }
                left = 0
            case .position(let position): try append(position, shape)
            case .range(let lower, let upper, let step): try append(lower, upper, step, shape)
            }
        }
        for _ in 0..<left { appendWhole(shape) }
    }

    private mutating func appendWhole(_ whole: Shape) {
        let extent = whole[slices.count]
        slices.append(AxisSlice(start: 0, count: extent))
        shape.append(extent)
    }

    private mutating func append(_ position: Int, _ whole: Shape) throws(ShapeError) {
        let axis = slices.count
        let start = position < 0 ? position + whole[axis] : position
        guard (0..<whole[axis]).contains(start) else {
            throw ShapeError("subscript", [whole], "position \(position) is out of axis \(axis)")
        }
        slices.append(AxisSlice(start: start, count: 1))
    }

    private mutating func append(_ lower: Int?, _ upper: Int?, _ step: Int, _ whole: Shape) throws(ShapeError) {
        let axis = slices.count
        let extent = whole[axis]
        guard step != 0 else { throw ShapeError("subscript", [whole], "the step along axis \(axis) must not be 0") }
        let start = lower ?? (step > 0 ? 0 : extent - 1)
        let end = upper ?? (step > 0 ? extent : -1)
        let distance = step > 0 ? end - start : start - end
        let count = distance <= 0 ? 0 : (distance - 1) / Int(clamping: step.magnitude) + 1
        // An empty part may stand at either end of the axis.
        let slice = AxisSlice(start: count == 0 ? 0 : start, step: step, count: count)
        guard slice.fits(extent), count > 0 || (-1...extent).contains(start) else {
            throw ShapeError("subscript", [whole], "\(start)..<\(end) is out of axis \(axis)")
        }
        slices.append(slice)
        shape.append(count)
    }
}

extension Tensor {
    /// The part of this tensor that the indices choose, one for each axis; axes that are not named are whole.
    ///
    /// Reading copies nothing. Assigning broadcasts the new value, and is recorded if either tensor is.
    public subscript(indices: [any TensorIndex]) -> Tensor {
        get {
            let selection = resolve(indices)
            return apply(Slice<Scalar>(selection.slices), to: [erased]).reshaped(to: Shape(selection.shape))
        }
        set {
            let selection = resolve(indices)
            let value = newValue.expanded(to: Shape(selection.shape))
                .reshaped(to: Shape(selection.slices.map(\.count)))
            if node != nil || value.node != nil {
                self = apply(ReplaceSlice<Scalar>(selection.slices), to: [erased, value.erased])
            } else {
                makeUniqueAndContiguous()
                write(value, selection.slices, of: shape, to: storage.base + offset)
            }
        }
    }

    public subscript<A: TensorIndex>(_ a: A) -> Tensor {
        get { self[[a] as [any TensorIndex]] }
        set { self[[a] as [any TensorIndex]] = newValue }
    }
    public subscript<A: TensorIndex, B: TensorIndex>(_ a: A, _ b: B) -> Tensor {
        get { self[[a, b] as [any TensorIndex]] }
        set { self[[a, b] as [any TensorIndex]] = newValue }
    }
    public subscript<A: TensorIndex, B: TensorIndex, C: TensorIndex>(_ a: A, _ b: B, _ c: C) -> Tensor {
        get { self[[a, b, c] as [any TensorIndex]] }
        set { self[[a, b, c] as [any TensorIndex]] = newValue }
    }
    public subscript<A: TensorIndex, B: TensorIndex, C: TensorIndex, D: TensorIndex>(_ a: A, _ b: B, _ c: C, _ d: D)
        -> Tensor
    {
        get { self[[a, b, c, d] as [any TensorIndex]] }
        set { self[[a, b, c, d] as [any TensorIndex]] = newValue }
    }
    public subscript<A: TensorIndex, B: TensorIndex, C: TensorIndex, D: TensorIndex, E: TensorIndex>(_ a: A, _ b: B,
        _ c: C, _ d: D, _ e: E
    ) -> Tensor {
        get { self[[a, b, c, d, e] as [any TensorIndex]] }
        set { self[[a, b, c, d, e] as [any TensorIndex]] = newValue }
    }

    private func resolve(_ indices: [any TensorIndex]) -> Selection {
        stopping { () throws(ShapeError) in try Selection(indices.map(\.selection), in: shape) }
    }

    /// The positions of a range along one axis. Copies nothing.
    public func sliced(axis: Int, _ range: Range<Int>) -> Tensor {
        let axis = Axes(operation: "sliced", requested: [axis]).checked(in: shape)[0]
        var slices = shape.map { AxisSlice(start: 0, count: $0) }
        slices[axis] = AxisSlice(start: range.lowerBound, count: range.count)
        return apply(Slice<Scalar>(slices), to: [erased])
    }
}
