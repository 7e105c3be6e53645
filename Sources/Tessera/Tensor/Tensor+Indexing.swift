/// A subscript resolved against a shape.
struct IndexSelection {
    /// One slice for each axis of the indexed tensor.
    var slices: [AxisSlice] = []
    /// The shape of the selected part: axes with a single position are removed and new ones inserted.
    var shape: [Int] = []

    init(_ selections: [AxisSelection], in shape: Shape) throws(ShapeError) {
        let named = selections.count {
            if case .new = $0.kind { false } else if case .remaining = $0.kind { false } else { true }
        }
        guard named <= shape.rank else {
            throw ShapeError("subscript", [shape], "\(named) indices for \(shape.rank) axes")
        }
        var left = shape.rank - named
        for selection in selections {
            switch selection.kind {
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
        slices.append(AxisSlice(start: try whole.position(position, along: slices.count), count: 1))
    }

    private mutating func append(_ lower: Int?, _ upper: Int?, _ step: Int, _ whole: Shape) throws(ShapeError) {
        let axis = slices.count
        let extent = whole[axis]
        guard step != 0 else { throw ShapeError("subscript", [whole], "the step along axis \(axis) must not be 0") }
        // A bound may be one past the last position, where a range ends or an empty one begins; or, with a negative
        // step, one before the first position, where a backwards range ends.
        func resolved(_ bound: Int?, _ otherwise: Int) throws(ShapeError) -> Int {
            guard let bound else { return otherwise }
            let position = bound < 0 ? bound + extent : bound
            guard ((step > 0 ? 0 : -1)...extent).contains(position) else {
                throw ShapeError("subscript", [whole], "\(text(lower, upper)) is out of axis \(axis)")
            }
            return position
        }
        let start = try resolved(lower, step > 0 ? 0 : extent - 1)
        let end = try resolved(upper, step > 0 ? extent : -1)
        let distance = step > 0 ? end - start : start - end
        if distance < 0 || distance == 0 && lower != upper, lower != nil, upper != nil {
            throw ShapeError("subscript", [whole], "\(text(lower, upper)) along axis \(axis) ends before it begins")
        }
        let count = distance <= 0 ? 0 : (distance - 1) / Int(clamping: step.magnitude) + 1
        let slice = AxisSlice(start: count == 0 ? 0 : start, step: step, count: count)
        guard slice.fits(extent) else {
            throw ShapeError("subscript", [whole], "\(text(lower, upper)) is out of axis \(axis)")
        }
        slices.append(slice)
        shape.append(count)
    }

    private func text(_ lower: Int?, _ upper: Int?) -> String {
        "\(lower.map(String.init) ?? "")..<\(upper.map(String.init) ?? "")"
    }
}

extension Shape {
    /// Returns a position along an axis counted from the start; negative positions count from the end.
    fileprivate func position(_ position: Int, along axis: Int) throws(ShapeError) -> Int {
        let resolved = position < 0 ? position + self[axis] : position
        guard (0..<self[axis]).contains(resolved) else {
            throw ShapeError("subscript", [self], "position \(position) is out of axis \(axis)")
        }
        return resolved
    }
}

extension Tensor {
    /// The rows (positions along axis 0) with the given indices, in their order. An index may occur more than once, and
    /// negative ones count from the end: `x[[0, 2, -1]]` is the first, the third and the last row. Stops if an index is
    /// out of bounds.
    public subscript(rows: [Int]) -> Tensor {
        let indices = stopping { () throws(ShapeError) in
            guard let extent = shape.first, extent <= Int(Int32.max) else {
                throw ShapeError(
                    "subscript", [shape], "rows are picked by number along an axis of at most \(Int32.max)")
            }
            return try rows.map { (row) throws(ShapeError) in Int32(try shape.position(row, along: 0)) }
        }
        return gatheringRows(Tensor<Int32>(indices))
    }

    /// The part of this tensor that the indices select, one index for each axis; axes without an index are taken whole.
    ///
    /// Reading returns a view and copies nothing. Assigning broadcasts the new value, and is recorded if either tensor
    /// is. Stops if an index is out of bounds.
    public subscript(axes indices: [any TensorIndex]) -> Tensor {
        get {
            part(resolve(indices))
        }
        set {
            let selection = resolve(indices)
            let value = newValue.expanded(to: Shape(selection.shape))
                .reshaped(to: Shape(selection.slices.map(\.count)))
            if node != nil || value.node != nil {
                self = apply(DynamicUpdateSlice<Scalar>(selection.slices), to: [erased, value.erased])
            } else {
                makeUniqueAndContiguous()
                write(value, selection.slices, of: shape, to: storage.base + offset)
            }
        }
    }

    /// The part that one index for each leading axis selects; see `subscript(axes:)`.
    public subscript<A: TensorIndex>(_ a: A) -> Tensor {
        get { self[axes: [a]] }
        set { self[axes: [a]] = newValue }
    }
    /// The part that one index for each leading axis selects; see ``subscript(axes:)``.
    public subscript<A: TensorIndex, B: TensorIndex>(_ a: A, _ b: B) -> Tensor {
        get { self[axes: [a, b]] }
        set { self[axes: [a, b]] = newValue }
    }
    /// The part that one index for each leading axis selects; see ``subscript(axes:)``.
    public subscript<A: TensorIndex, B: TensorIndex, C: TensorIndex>(_ a: A, _ b: B, _ c: C) -> Tensor {
        get { self[axes: [a, b, c]] }
        set { self[axes: [a, b, c]] = newValue }
    }
    /// The part that one index for each leading axis selects; see ``subscript(axes:)``.
    public subscript<A: TensorIndex, B: TensorIndex, C: TensorIndex, D: TensorIndex>(_ a: A, _ b: B, _ c: C, _ d: D)
        -> Tensor
    {
        get { self[axes: [a, b, c, d]] }
        set { self[axes: [a, b, c, d]] = newValue }
    }
    /// The part that one index for each leading axis selects; see ``subscript(axes:)``.
    public subscript<A: TensorIndex, B: TensorIndex, C: TensorIndex, D: TensorIndex, E: TensorIndex>(_ a: A, _ b: B,
        _ c: C, _ d: D, _ e: E
    ) -> Tensor {
        get { self[axes: [a, b, c, d, e]] }
        set { self[axes: [a, b, c, d, e]] = newValue }
    }

    /// The part of this tensor that a selection names.
    func part(_ selection: IndexSelection) -> Tensor {
        apply(Slice<Scalar>(selection.slices), to: [erased]).reshaped(to: Shape(selection.shape))
    }

    private func resolve(_ indices: [any TensorIndex]) -> IndexSelection {
        stopping { () throws(ShapeError) in try IndexSelection(indices.map(\.selection), in: shape) }
    }

    /// Returns the positions of a range along one axis as a view. Stops if the range or the axis is out of bounds.
    public func sliced(axis: Int, _ range: Range<Int>) -> Tensor {
        let axis = Axes(operation: "sliced", requested: [axis]).checked(in: shape)[0]
        var slices = shape.map { AxisSlice(start: 0, count: $0) }
        slices[axis] = AxisSlice(start: range.lowerBound, count: range.count)
        return apply(Slice<Scalar>(slices), to: [erased])
    }
}

/// Single elements as numbers: `x[1, 2] = 5`, `let element: Float = x[1, 2]`. Where the context allows a tensor, as in
/// `let row = x[1]`, a subscript is a tensor.
extension Tensor {
    /// The only element of the selected part, as a number. Assigning writes the number to all elements of the part;
    /// reading stops if there is more than one.
    @_disfavoredOverload
    public subscript<A: TensorIndex>(_ a: A) -> Scalar {
        get { self[axes: [a]].item }
        set { self[axes: [a]] = Tensor(newValue) }
    }
    /// The only element of the selected part, as a number; assigning writes the number to all elements of the part.
    @_disfavoredOverload
    public subscript<A: TensorIndex, B: TensorIndex>(_ a: A, _ b: B) -> Scalar {
        get { self[axes: [a, b]].item }
        set { self[axes: [a, b]] = Tensor(newValue) }
    }
    /// The only element of the selected part, as a number; assigning writes the number to all elements of the part.
    @_disfavoredOverload
    public subscript<A: TensorIndex, B: TensorIndex, C: TensorIndex>(_ a: A, _ b: B, _ c: C) -> Scalar {
        get { self[axes: [a, b, c]].item }
        set { self[axes: [a, b, c]] = Tensor(newValue) }
    }
    /// The only element of the selected part, as a number; assigning writes the number to all elements of the part.
    @_disfavoredOverload
    public subscript<A: TensorIndex, B: TensorIndex, C: TensorIndex, D: TensorIndex>(_ a: A, _ b: B, _ c: C, _ d: D)
        -> Scalar
    {
        get { self[axes: [a, b, c, d]].item }
        set { self[axes: [a, b, c, d]] = Tensor(newValue) }
    }
}
