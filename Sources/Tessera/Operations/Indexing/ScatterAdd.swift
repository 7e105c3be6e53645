/// The adjoint of `Gather`: adds the parts, the first operand, to zeros at the places that the indices, the second
/// operand, name. Parts at one place add up, in their order.
package struct ScatterAdd<Scalar: TensorScalar & AdditiveArithmetic>: AccumulatingOperation {
    /// How the indices name places.
    package let form: IndexingForm
    /// The shape of the result.
    package let target: Shape

    /// Creates a scatter into zeros of a shape.
    package init(_ form: IndexingForm, in target: Shape) {
        self.form = form
        self.target = target
    }

    package var name: String { "scattering" }
    package var operandCount: Int? { 2 }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let parts = try IndexedParts(form, of: target, at: inputs[1], name)
        guard inputs[0] == parts.shape else {
            throw ShapeError(name, [inputs[0], inputs[1]], "the places in \(target) have the shape \(parts.shape)")
        }
        return target
    }

    package func checkElements(of inputs: Inputs) throws(ShapeError) {
        try IndexedParts(form, of: target, at: inputs.shape(1), name).check(inputs[1])
    }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        result.base.initialize(repeating: .zeroScalar, count: result.count)
        accumulate(inputs, into: result)
    }

    package func accumulate(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let parts = stopping { () throws(ShapeError) in
            try IndexedParts(form, of: target, at: inputs.shape(1), name)
        }
        let updates = (inputs[0] as Tensor<Scalar>).contiguous()
        let indices = (inputs[1] as Tensor<Int32>).contiguous()
        if updates.count == 0 { return }
        let (out, width) = (result.base, parts.width)
        parts.forEachChunk(of: 0..<parts.count, indices.base) { first, positions in
            add(positions, width, updates.base + first * width, to: out)
        }
        withExtendedLifetime((updates.storage, indices.storage)) {}
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        input == 0 ? apply(Gather<Scalar>(form), to: [upstream.erased, inputs.tensors[1]]).erased : nil
    }

    package func resized(axis: Int, to extent: Int) -> Self { Self(form, in: target.resized(axis, to: extent)) }

    package func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        guard rows[0] != nil || rows[1] != nil else { return .noRows }
        if let parts = try? IndexedParts(form, of: target, at: shapes[1], name) {
            switch (rows[0], rows[1]) {
            case (let row?, nil):
                if let axis = parts.wholeAxis(ofPart: row) { return .perRow(axis: axis) }
            case (let row?, let other?):
                if parts.partAxis(ofIndices: other) == row { return .sumsRows }
                if row == other, parts.isShared(row) { return .perRow(axis: row) }
            default: break
            }
        }
        return .mixesRows("parts and indices hold their rows differently")
    }
}

extension ScatterAdd: VectorizedOperation {
    package func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        let batched = BatchedIndexing(form, of: target, at: operands.shape(1), varies: operands.isBatched[1])
        let updates = batched.movedParts(operands.expanded[0])
        let target = batched.whole(operands.batched(target))
        return batched.restored(
            ScatterAdd(batched.form, in: target).applied(to: [updates, batched.indices(operands)]))
    }
}

extension ScatterAdd: MaskPropagatingOperation {
    func maskPropagation(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> MaskPropagation { .rearranged }
}

@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
@specialized(where Scalar == Int32)
private func add<Scalar: TensorScalar & AdditiveArithmetic>(
    _ positions: UnsafeBufferPointer<Int>, _ width: Int, _ updates: UnsafePointer<Scalar>,
    to out: UnsafeMutablePointer<Scalar>
) {
    if width == 1 {
        for index in positions.indices { out[positions[index]] += updates[index] }
        return
    }
    for index in positions.indices {
        let (row, update) = (out + positions[index] * width, updates + index * width)
        for column in 0..<width { row[column] += update[column] }
    }
}
