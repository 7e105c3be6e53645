/// The function by which a scatter combines an element with what is written to it.
enum ScatterFunction: Hashable, Sendable {
    /// The last part that is written to a place.
    case replacement
    case maximum, minimum
}

/// Writes parts, the third operand, to the places of the first operand that the indices, the second operand, name.
struct Scatter<Scalar: TensorScalar>: TensorOperation {
    private(set) var form: IndexingForm
    let function: ScatterFunction
    /// Returns the extreme of two elements; not called by a replacement.
    private let extreme: @Sendable (Scalar, Scalar) -> Scalar

    /// Creates a scatter that replaces elements.
    init(replacing form: IndexingForm) {
        (self.form, function) = (form, .replacement)
        extreme = { _, new in new }
    }

    var name: String { "scattering" }
    var operandCount: Int? { 3 }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let parts = try IndexedParts(form, of: inputs[0], at: inputs[1], name)
        guard inputs[2] == parts.shape else {
            throw ShapeError(name, inputs, "the places have the shape \(parts.shape)")
        }
        return inputs[0]
    }

    func checkElements(of inputs: Inputs) throws(ShapeError) {
        try IndexedParts(form, of: inputs.shape(0), at: inputs.shape(1), name).check(inputs[1])
    }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let parts = stopping { () throws(ShapeError) in
            try IndexedParts(form, of: inputs.shape(0), at: inputs.shape(1), name)
        }
        result.assign(inputs[0])
        let indices = (inputs[1] as Tensor<Int32>).contiguous()
        let updates = (inputs[2] as Tensor<Scalar>).contiguous()
        if updates.count == 0 { return }
        let (out, width) = (result.base, parts.width)
        parts.forEachChunk(of: 0..<parts.count, indices.base) { first, positions in
            let updates = updates.base + first * width
            for index in positions.indices {
                let (place, update) = (out + positions[index] * width, updates + index * width)
                if function == .replacement {
                    place.update(from: update, count: width)
                } else {
                    for column in 0..<width { place[column] = extreme(place[column], update[column]) }
                }
            }
        }
        withExtendedLifetime((indices.storage, updates.storage)) {}
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        guard input != 1 else { return nil }
        let indices = inputs.tensors[1]
        func gathered<S: TensorScalar>(_ tensor: Tensor<S>) -> Tensor<S> {
            apply(Gather<S>(form), to: [tensor.erased, indices])
        }
        let nothing = Tensor(Scalar.zeroScalar)
        if function == .replacement {
            if input == 0 {
                let zeros = nothing.expanded(to: inputs.shape(2))
                return apply(Scatter(replacing: form), to: [upstream.erased, indices, zeros.erased]).erased
            }
            // The last part that was written to a place is the one whose number can be read there.
            let numbers = Tensor<Int32>(numbering: inputs.shape(2))
            let written = Tensor<Int32>(0).expanded(to: inputs.shape(0))
            let last = apply(Scatter<Int32>(replacing: form), to: [written.erased, indices, numbers.erased])
            return select(gathered(last) .== numbers, gathered(upstream), otherwise: nothing).erased
        }
        guard let real = Scalar.self as? any RealScalar.Type else { return nil }
        return extremeGradient(upstream.erased, at: input, inputs, result.erased, form, as: real)
    }

    func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        guard rows.contains(where: { $0 != nil }) else { return .noRows }
        if let row = rows[0], let part = rows[2],
            let parts = try? IndexedParts(form, of: shapes[0], at: shapes[1], name)
        {
            if rows[1] == nil, parts.partAxis(ofWhole: row) == part { return .perRow(axis: row) }
            if rows[1] == row, part == row, parts.isShared(row) { return .perRow(axis: row) }
        }
        return .mixesRows("rows are written to by their number")
    }
}

extension Scatter: VectorizedOperation {
    package func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        let batched = BatchedIndexing(form, of: operands.shape(0), at: operands.shape(1), varies: operands.isBatched[1])
        let (whole, updates) = (operands.expanded[0], operands.expanded[2])
        var shifted = self
        shifted.form = batched.form
        return batched.restored(
            shifted.applied(to: [batched.whole(whole), batched.indices(operands), batched.movedParts(updates)]))
    }
}

extension Scatter where Scalar: Comparable {
    /// Creates a scatter that keeps the largest or the smallest of an element and all that is written to it; NaN if
    /// one of them is NaN.
    init(_ extreme: Extreme, _ form: IndexingForm) {
        self.form = form
        switch extreme {
        case .largest:
            function = .maximum
            self.extreme = { old, new in new > old || new != new ? new : old }
        case .smallest:
            function = .minimum
            self.extreme = { old, new in new < old || new != new ? new : old }
        }
    }
}

/// The gradient of a scatter of extremes: everything that is equal to the result gets an equal part of it, as in the
/// reductions `max` and `min`.
private func extremeGradient<Real: RealScalar>(
    _ upstream: AnyTensor, at input: Int, _ inputs: Inputs, _ result: AnyTensor, _ form: IndexingForm,
    as type: Real.Type
) -> AnyTensor? {
    let operands = Inputs([upstream, result])
    let (upstream, result): (Tensor<Real>, Tensor<Real>) = (operands[0], operands[1])
    let (x, parts): (Tensor<Real>, Tensor<Real>) = (inputs[0], inputs[2])
    let indices = inputs.tensors[1]
    func gathered(_ tensor: Tensor<Real>) -> Tensor<Real> {
        apply(Gather<Real>(form), to: [tensor.erased, indices])
    }
    let xWins = (x .== result) || (x .!= x)
    let partWins = (parts .== gathered(result)) || (parts .!= parts)
    let winners =
        Tensor<Real>(xWins)
        + apply(ScatterAdd<Real>(form, in: x.shape), to: [Tensor<Real>(partWins).erased, indices])
    let part = upstream / winners
    return input == 0
        ? select(xWins, part, otherwise: 0).erased : select(partWins, gathered(part), otherwise: 0).erased
}

extension Tensor<Int32> {
    /// Creates a tensor that numbers its elements in row-major order. Stops if they are more than `Int32` counts.
    init(numbering shape: Shape) {
        guard let count = shape.addressableCount, count <= Int(Int32.max) else {
            ShapeError("numbering", [shape], "at most \(Int32.max) elements can be numbered").stop()
        }
        let storage = Storage<Int32>(count: count)
        for index in 0..<count { storage.base[index] = Int32(truncatingIfNeeded: index) }
        self.init(storage: storage, shape: shape)
    }
}

/// What a scatter makes of an element and of what is written to it: `.replacement`, `.sum`, `.maximum` or `.minimum`.
public struct ScatterCombination<Scalar: TensorScalar>: Sendable {
    fileprivate let scatter: @Sendable (Tensor<Scalar>, IndexingForm, Tensor<Int32>, Tensor<Scalar>) -> Tensor<Scalar>

    /// The new element takes the place of the old one; the last of several that are written to one place stays.
    public static var replacement: ScatterCombination {
        ScatterCombination { x, form, indices, updates in
            apply(Scatter<Scalar>(replacing: form), to: [x.erased, indices.erased, updates.erased])
        }
    }
}

extension ScatterCombination where Scalar: RealScalar {
    /// All that is written to a place is added to the old element.
    public static var sum: ScatterCombination {
        ScatterCombination { x, form, indices, updates in
            x + apply(ScatterAdd<Scalar>(form, in: x.shape), to: [updates.erased, indices.erased])
        }
    }
}

extension ScatterCombination where Scalar: Comparable {
    /// The largest of the old element and all that is written to its place; NaN if one of them is NaN.
    public static var maximum: ScatterCombination {
        ScatterCombination { x, form, indices, updates in
            apply(Scatter<Scalar>(.largest, form), to: [x.erased, indices.erased, updates.erased])
        }
    }

    /// The smallest of the old element and all that is written to its place; NaN if one of them is NaN.
    public static var minimum: ScatterCombination {
        ScatterCombination { x, form, indices, updates in
            apply(Scatter<Scalar>(.smallest, form), to: [x.erased, indices.erased, updates.erased])
        }
    }
}

extension Tensor {
    /// Returns this tensor with `updates` written to the given positions along an axis.
    ///
    /// ```swift
    /// let x = Tensor<Float>(zeros: [4])
    /// x.scattering([1, 2, 3], at: [0, -1, 0], combining: .sum)     // [4, 0, 0, 2]
    /// ```
    ///
    /// - Parameters:
    ///   - updates: broadcast to the shape that ``gathering(_:axis:)`` returns for the same indices. The program stops
    ///     if it does not fit.
    ///   - indices: negative ones count from the end. The program stops if one is out of the axis.
    ///   - combination: what becomes of the old element, and of several that are written to one place.
    ///   - axis: the axis that the indices count along; negative ones count from the end.
    public func scattering(
        _ updates: Tensor, at indices: Tensor<Int32>, axis: Int = 0,
        combining combination: ScatterCombination<Scalar> = .replacement
    ) -> Tensor {
        scattered(updates, indices, .positions(axis: axis), combination)
    }

    /// Returns this tensor with each update written to the position along an axis that its index says, and to its own
    /// positions along the other axes (`put_along_axis` of NumPy, `scatter` of PyTorch): along axis 1, updates[i, j]
    /// goes to [i, indices[i, j]].
    ///
    /// - Parameters:
    ///   - updates: broadcast to the shape that ``gatheringElements(_:axis:)`` returns for the same indices.
    ///   - indices: as for ``gatheringElements(_:axis:)``. The program stops if one is out of the axis.
    ///   - combination: what becomes of the old element, and of several that are written to one place.
    ///   - axis: the axis that the indices count along; negative ones count from the end.
    public func scatteringElements(
        _ updates: Tensor, at indices: Tensor<Int32>, axis: Int,
        combining combination: ScatterCombination<Scalar> = .replacement
    ) -> Tensor {
        scattered(updates, indices.broadcast(around: axis, of: self), .elements(axis: axis), combination)
    }

    /// Returns this tensor with updates written to the parts at tuples of positions (`ScatterND` of ONNX): with indices
    /// of shape [n, k], updates[i] goes to [indices[i, 0], …, indices[i, k − 1]].
    ///
    /// - Parameters:
    ///   - updates: broadcast to the shape that ``gatheringParts(_:batchAxes:)`` returns for the same indices.
    ///   - indices: as for ``gatheringParts(_:batchAxes:)``. The program stops if one is out of its axis.
    ///   - combination: what becomes of the old element, and of several that are written to one place.
    public func scatteringParts(
        _ updates: Tensor, at indices: Tensor<Int32>,
        combining combination: ScatterCombination<Scalar> = .replacement
    ) -> Tensor {
        scattered(updates, indices, .tuples(batch: 0), combination)
    }

    private func scattered(
        _ updates: Tensor, _ indices: Tensor<Int32>, _ form: IndexingForm, _ combination: ScatterCombination<Scalar>
    ) -> Tensor {
        let parts = stopping { () throws(ShapeError) in
            try IndexedParts(form, of: shape, at: indices.shape, "scattering")
        }
        return combination.scatter(self, form, indices, updates.expanded(to: parts.shape))
    }
}
