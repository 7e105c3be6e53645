/// Gathers the parts of the first operand that the second operand, the indices, names.
package struct Gather<Scalar: TensorScalar>: TensorOperation {
    /// How the indices name parts.
    package let form: IndexingForm

    /// Creates a gather.
    package init(_ form: IndexingForm) {
        self.form = form
    }

    package var name: String { "gathering" }
    package var operandCount: Int? { 2 }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        try IndexedParts(form, of: inputs[0], at: inputs[1], name).shape
    }

    private func parts(_ inputs: Inputs) throws(ShapeError) -> IndexedParts {
        try IndexedParts(form, of: inputs.shape(0), at: inputs.shape(1), name)
    }

    package func checkElements(of inputs: Inputs) throws(ShapeError) {
        try parts(inputs).check(inputs[1])
    }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let parts = stopping { () throws(ShapeError) in try self.parts(inputs) }
        let x = (inputs[0] as Tensor<Scalar>).contiguous()
        let indices = (inputs[1] as Tensor<Int32>).contiguous()
        if result.count == 0 { return }
        let (source, out, kernels) = (x.base, result.base, result.kernels)
        let (width, rowBytes) = (parts.width, parts.width * MemoryLayout<Scalar>.stride)
        func gather(_ range: Range<Int>) {
            parts.forEachChunk(of: range, indices.base) { first, positions in
                if width == 1 {
                    gatherElements(positions, source, to: out + first)
                } else {
                    kernels.gather(positions, rowBytes: rowBytes, from: source, to: out + first * width)
                }
            }
        }
        if result.count < ParallelParts.minimumElements {
            gather(0..<parts.count)
        } else {
            let length = max(1, ParallelParts.length / width)
            CurrentExecutor.value.forEachRange(parts.count, length: length) { range, _ in gather(range) }
        }
        withExtendedLifetime((x.storage, indices.storage)) {}
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        guard input == 0, let real = Scalar.self as? any RealScalar.Type else { return nil }
        return scatterAdded(upstream.erased, inputs.tensors[1], form, in: inputs.shape(0), as: real)
    }

    package func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        guard rows[0] != nil || rows[1] != nil else { return .noRows }
        let mixed = RowRule.mixesRows("rows are picked by their number")
        guard let parts = try? IndexedParts(form, of: shapes[0], at: shapes[1], name) else { return mixed }
        let axis: Int? =
            switch (rows[0], rows[1]) {
            case (let row?, nil): parts.partAxis(ofWhole: row)
            case (nil, let row?): parts.partAxis(ofIndices: row)
            case (let row?, let other?): row == other && parts.isShared(row) ? row : nil
            default: nil
            }
        return axis.map { .perRow(axis: $0) } ?? mixed
    }
}

extension Gather: VectorizedOperation {
    package func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        let own = operands.shape(0)
        if !operands.isBatched[0] {
            switch form {
            case .positions(let axis):
                let batch = Axes(operation: name, requested: [axis]).checked(in: own)[0]
                return applied(to: operands.tensors).movingAxis(batch, to: 0)
            case .tuples(batch: 0): return applied(to: operands.tensors)
            case .elements, .tuples: break
            }
        }
        let batched = BatchedIndexing(form, of: own, at: operands.shape(1), varies: operands.isBatched[1])
        let (whole, indices) = (batched.whole(operands.expanded[0]), batched.indices(operands))
        return batched.parts(Gather(batched.form).applied(to: [whole, indices]))
    }
}

extension Gather: MaskPropagatingOperation {
    func maskPropagation(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> MaskPropagation { .rearranged }
}

@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
@specialized(where Scalar == Int32)
@specialized(where Scalar == Float16)
@specialized(where Scalar == BFloat16)
private func gatherElements<Scalar: TensorScalar>(
    _ positions: UnsafeBufferPointer<Int>, _ source: UnsafePointer<Scalar>, to out: UnsafeMutablePointer<Scalar>
) {
    for index in positions.indices { out[index] = source[positions[index]] }
}

private func scatterAdded<Real: RealScalar>(
    _ updates: AnyTensor, _ indices: AnyTensor, _ form: IndexingForm, in shape: Shape, as type: Real.Type
) -> AnyTensor {
    apply(ScatterAdd<Real>(form, in: shape), to: [updates, indices]).erased
}

extension Tensor {
    /// Returns what stands at the given positions along an axis, in their order (`take` of NumPy).
    ///
    /// ```swift
    /// let x = Tensor<Float>([[1, 2, 3], [4, 5, 6]])
    /// x.gathering([2, 0, -1], axis: 1)     // [[3, 1, 3], [6, 4, 6]]
    /// ```
    ///
    /// - Parameters:
    ///   - indices: positions, of any shape; negative ones count from the end. The program stops if one is out of the
    ///     axis.
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    /// - Returns: a tensor of shape `shape[..<axis] + indices.shape + shape[(axis + 1)...]`.
    public func gathering(_ indices: Tensor<Int32>, axis: Int = 0) -> Tensor {
        apply(Gather<Scalar>(.positions(axis: axis)), to: [erased, indices.erased])
    }

    /// Returns for each index the element at that position along an axis whose other positions are those of the index
    /// itself (`take_along_axis` of NumPy, `gather` of PyTorch): along axis 1, result[i, j] is self[i, indices[i, j]].
    ///
    /// ```swift
    /// let x = Tensor<Float>([[3, 1, 2], [6, 5, 4]])
    /// x.gatheringElements(x.argsorted(axis: 1), axis: 1)     // [[1, 2, 3], [4, 5, 6]]
    /// ```
    ///
    /// - Parameters:
    ///   - indices: positions along the axis, negative ones counted from the end. Their extents along the other axes
    ///     are those of this tensor, or 1. The program stops if they are not, or if an index is out of the axis.
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    /// - Returns: a tensor of the extents of this tensor, along the axis of that of the indices.
    public func gatheringElements(_ indices: Tensor<Int32>, axis: Int) -> Tensor {
        apply(Gather<Scalar>(.elements(axis: axis)), to: [erased, indices.broadcast(around: axis, of: self).erased])
    }

    /// Returns the parts at tuples of positions (`gather_nd` of TensorFlow, `GatherND` of ONNX): with indices of shape
    /// [n, k], result[i] is self[indices[i, 0], …, indices[i, k − 1]].
    ///
    /// ```swift
    /// let x = Tensor<Float>([[1, 2], [3, 4]])
    /// x.gatheringParts([[0, 1], [1, -1]])     // [2, 4]
    /// ```
    ///
    /// - Parameters:
    ///   - indices: their last axis holds a position for each of the leading axes of this tensor, or for some of them;
    ///     negative ones count from the end. The program stops if one is out of its axis.
    ///   - batchAxes: the number of leading axes that this tensor and the indices share; tuples begin after them.
    /// - Returns: a tensor of shape `indices.shape.dropLast() + shape[(batchAxes + k)...]`.
    public func gatheringParts(_ indices: Tensor<Int32>, batchAxes: Int = 0) -> Tensor {
        apply(Gather<Scalar>(.tuples(batch: batchAxes)), to: [erased, indices.erased])
    }
}

extension Tensor<Int32> {
    /// Returns the indices broadcast to the extents of a tensor along all axes but one.
    func broadcast<Element: TensorScalar>(around axis: Int, of tensor: Tensor<Element>) -> Tensor {
        guard rank == tensor.rank, let axis = shape.resolvedAxis(axis) else { return self }
        let target = tensor.shape.resized(axis, to: shape[axis])
        return target != shape && shape.broadcast(with: target) == target ? expanded(to: target) : self
    }
}
