/// An operation with a batching rule: it can be computed for all slices of a batch at once.
/// `vectorized(over:axes:resultAxis:of:)` computes all other operations slice by slice.
package protocol VectorizedOperation: TensorOperation {
    /// Returns the results for all slices along axis 0, or nil if they have to be computed slice by slice. The rule is
    /// written in tensor operations, so that it has a gradient.
    func vectorized(_ operands: BatchOperands) -> AnyTensor?
}

/// An operation that broadcasts the leading axes of its operands, aligned at the last: elementwise, or on the matrices
/// of a batch. It is its own batching rule.
package protocol BroadcastingOperation: VectorizedOperation {}

extension BroadcastingOperation {
    package func vectorized(_ operands: BatchOperands) -> AnyTensor? { applied(to: operands.broadcasting) }
}

/// The operands of an operation for all slices of a batch. An operand that varies has the slices along axis 0, before
/// the axes of a slice.
package struct BatchOperands {
    /// The number of slices, at least 1.
    let count: Int
    let tensors: [AnyTensor]
    /// Whether an operand varies; otherwise it is the same for all slices.
    let isBatched: [Bool]

    /// The shape of a slice of an operand.
    func shape(_ index: Int) -> Shape {
        isBatched[index] ? Shape(Array(tensors[index].shape.dropFirst())) : tensors[index].shape
    }

    /// The shapes of a slice of all operands.
    var shapes: [Shape] { tensors.indices.map { shape($0) } }

    /// The operands with axes of extent 1 behind the axis of the slices, so that the axes of the slices are broadcast
    /// as they would be without it.
    var broadcasting: [AnyTensor] {
        let rank = shapes.map(\.rank).max() ?? 0
        return tensors.indices.map { aligned($0, rank: rank) }
    }

    /// An operand that is broadcast to slices of a rank.
    func aligned(_ index: Int, rank: Int) -> AnyTensor {
        let own = shape(index)
        guard isBatched[index], own.rank < rank else { return tensors[index] }
        return tensors[index].reshaped(
            to: Shape([count] + [Int](repeating: 1, count: rank - own.rank) + own.dimensions))
    }

    /// The operands, each with an axis of the slices; those that do not vary are repeated, as a view.
    var expanded: [AnyTensor] {
        tensors.indices.map { isBatched[$0] ? tensors[$0] : tensors[$0].expanded(to: batched(tensors[$0].shape)) }
    }

    /// The shape of a slice with the axis of the slices before.
    func batched(_ shape: Shape) -> Shape { Shape([count] + shape.dimensions) }

    /// The operands of one slice.
    func slice(_ number: Int) -> [AnyTensor] {
        tensors.indices.map { isBatched[$0] ? tensors[$0].slice(number) : tensors[$0] }
    }
}
