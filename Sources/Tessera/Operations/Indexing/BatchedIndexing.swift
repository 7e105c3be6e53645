/// The way in which indices name parts of each slice of a batch: the batching rule of gathers and scatters.
///
/// Indices that vary and name positions along one axis become tuples of one position. For these the axis that they
/// count is moved to the place behind the slices, and back in the result.
struct BatchedIndexing {
    let form: IndexingForm
    /// The axis of a slice that was moved behind the axis of the slices; nil if none was.
    private let moved: Int?
    /// The number of axes of the indices of a slice.
    private let indexRank: Int

    /// - Parameters:
    ///   - slice: the shape of a slice of the tensor that is indexed.
    ///   - varies: whether every slice has indices of its own.
    init(_ form: IndexingForm, of slice: Shape, at indices: Shape, varies: Bool) {
        func resolved(_ axis: Int) -> Int { Axes(operation: "indexing", requested: [axis]).checked(in: slice)[0] }
        indexRank = indices.rank
        switch form {
        case .positions(let axis):
            self.form = varies ? .tuples(batch: 1) : .positions(axis: resolved(axis) + 1)
            moved = varies ? resolved(axis) : nil
        case .elements(let axis): (self.form, moved) = (.elements(axis: resolved(axis) + 1), nil)
        case .tuples(let batch): (self.form, moved) = (.tuples(batch: batch + 1), nil)
        }
    }

    /// Returns the tensor that is indexed with its axes as the form needs them.
    func whole(_ tensor: AnyTensor) -> AnyTensor { moved.map { tensor.movingAxis($0 + 1, to: 1) } ?? tensor }

    /// Returns the shape of the tensor that is indexed with its axes as the form needs them.
    func whole(_ shape: Shape) -> Shape {
        guard let moved else { return shape }
        var dimensions = shape.dimensions
        dimensions.insert(dimensions.remove(at: moved + 1), at: 1)
        return Shape(dimensions)
    }

    /// Undoes `whole`.
    func restored(_ tensor: AnyTensor) -> AnyTensor { moved.map { tensor.movingAxis(1, to: $0 + 1) } ?? tensor }

    /// Returns the indices, the second operand, as the form needs them.
    func indices(_ operands: BatchOperands) -> AnyTensor {
        if case .positions = form { return operands.tensors[1] }
        let indices = operands.expanded[1]
        return moved == nil ? indices : indices.reshaped(to: Shape(indices.shape.dimensions + [1]))
    }

    /// Returns the parts of a gather with the axes of the indices where the axis was that they count.
    func parts(_ tensor: AnyTensor) -> AnyTensor {
        guard let moved, moved > 0, indexRank > 0 else { return tensor }
        let (first, behind) = (1 + indexRank, 1 + indexRank + moved)
        return tensor.transposed([0] + Array(first..<behind) + Array(1..<first) + Array(behind..<tensor.shape.rank))
    }

    /// Undoes `parts`, for the parts of a scatter.
    func movedParts(_ tensor: AnyTensor) -> AnyTensor {
        guard let moved, moved > 0, indexRank > 0 else { return tensor }
        let (first, behind) = (1 + moved, 1 + moved + indexRank)
        return tensor.transposed([0] + Array(first..<behind) + Array(1..<first) + Array(behind..<tensor.shape.rank))
    }
}
