/// The product of matrices, batches of matrices, and vectors.
///
/// The last two axes are those of the matrices; the axes before them are broadcast. A vector on the left is a row, on
/// the right a column, and its axis is removed from the result; two vectors give their inner product. An element of the
/// result is the sum over k of a[…, i, k]·b[…, k, j].
package struct MatMul<Scalar: RealScalar>: TensorOperation {
    package init() {}

    package var name: String { "matmul" }
    package var operandCount: Int? { 2 }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let (a, b) = (inputs[0], inputs[1])
        guard a.rank > 0, b.rank > 0 else {
            throw ShapeError(name, inputs, "needs vectors or matrices; * multiplies by a single value")
        }
        let extents = ProductExtents(a, b)
        guard extents.depth == extents.otherDepth else {
            throw ShapeError(name, inputs, "inner extents \(extents.depth) and \(extents.otherDepth) differ")
        }
        guard let batch = extents.aBatch.broadcast(with: extents.bBatch) else {
            throw ShapeError(
                name, inputs, "batch extents \(extents.aBatch) and \(extents.bBatch) do not fit each other")
        }
        return Shape(batch.dimensions + (a.rank > 1 ? [extents.rows] : []) + (b.rank > 1 ? [extents.columns] : []))
    }

    /// Checks that the extents fit 32 bits, as BLAS requires. This applies to a product that is computed at once; one
    /// over the rows of a plan is computed tile by tile, and its number of rows is not limited.
    package func checkElements(of inputs: Inputs) throws(ShapeError) {
        let shapes = [inputs.shape(0), inputs.shape(1)]
        let extents = ProductExtents(shapes[0], shapes[1])
        guard extents.fitsBLAS else {
            throw ShapeError(name, shapes, "extents of a matrix must fit 32 bits")
        }
    }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        BatchedProduct(inputs[0], inputs[1], kernels: result.kernels).run(into: result.base)
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let (a, b): (Tensor<Scalar>, Tensor<Scalar>) = (inputs[0], inputs[1])
        // Vectors are taken as matrices, so that one rule serves both.
        let aMatrix = a.rank > 1 ? a : a.expandingDimensions(at: 0)
        let bMatrix = b.rank > 1 ? b : b.expandingDimensions(at: 1)
        let rows = a.rank > 1 ? upstream : upstream.expandingDimensions(at: b.rank > 1 ? -2 : -1)
        let matrix = b.rank > 1 ? rows : rows.expandingDimensions(at: -1)
        if input == 0 {
            let gradient = matrix.matmul(bMatrix.transposed())
            return (a.rank > 1 ? gradient : gradient.sum(axis: -2)).erased
        }
        if let flat = Self.flatGradient(aMatrix, matrix, of: bMatrix) { return flat.reshaped(to: b.shape).erased }
        let gradient = aMatrix.transposed().matmul(matrix)
        return (b.rank > 1 ? gradient : gradient.sum(axis: -1)).erased
    }

    /// Returns the gradient of one matrix shared by a batch as a single product over all rows of the batch; nil if
    /// there is no such matrix.
    private static func flatGradient(
        _ a: Tensor<Scalar>, _ upstream: Tensor<Scalar>, of b: Tensor<Scalar>
    ) -> Tensor<Scalar>? {
        guard b.rank == 2, a.rank > 2 else { return nil }
        let rows = a.shape.dropLast().reduce(1, *)
        return a.reshaped(to: [rows, b.shape[0]]).transposed().matmul(upstream.reshaped(to: [rows, b.shape[1]]))
    }

    package func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        let extents = ProductExtents(shapes[0], shapes[1])
        let batchRank = max(extents.aBatch.rank, extents.bBatch.rank)
        let roles = (
            extents.role(ofAxis: axes[0], shapes[0], left: true), extents.role(ofAxis: axes[1], shapes[1], left: false)
        )
        switch roles {
        case (nil, nil): return .noRows
        case (.depth, .depth): return .sumsRows
        case (.outer, nil): return .perRow(axis: batchRank)
        case (nil, .outer): return .perRow(axis: batchRank + (shapes[0].rank > 1 ? 1 : 0))
        case (.batch(let i), .batch(let j)) where i == j: return .perRow(axis: batchRank - i)
        case (.batch(let i), nil) where extents.bBatch.extentFromEnd(i) == 1: return .perRow(axis: batchRank - i)
        case (nil, .batch(let i)) where extents.aBatch.extentFromEnd(i) == 1: return .perRow(axis: batchRank - i)
        default: return .mixesRows("the rows of the operands are combined with each other")
        }
    }
}

extension MatMul: VectorizedOperation {
    /// The slices are rows of one product where the other operand is the same matrix or vector for all; else matrices of
    /// a batch.
    package func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        let inputs = Inputs(operands.tensors)
        let (a, b): (Tensor<Scalar>, Tensor<Scalar>) = (inputs[0], inputs[1])
        let shapes = operands.shapes
        switch (operands.isBatched[0], operands.isBatched[1], shapes[0].rank, shapes[1].rank) {
        case (true, false, _, 1...2): return a.matmul(b).erased
        case (false, true, 1...2, 1): return b.matmul(a.transposed()).erased
        default: break
        }
        let result = stopping { () throws(ShapeError) in try shape(of: shapes) }
        let matrices = BatchOperands(
            count: operands.count,
            tensors: [
                shapes[0].rank > 1 ? a.erased : a.expandingDimensions(at: -2).erased,
                shapes[1].rank > 1 ? b.erased : b.expandingDimensions(at: -1).erased,
            ], isBatched: operands.isBatched)
        return applied(to: matrices.broadcasting).reshaped(to: operands.batched(result))
    }
}

extension MatMul: LoweredOperation {
    package func lower(
        _ operands: [OperandView], to result: OperandView, accumulates: Bool, in builder: inout ProgramBuilder
    ) -> Bool {
        if result.count == 0 { return false }
        let layout = ProductLayout(operands[0].layout, operands[1].layout)
        guard layout.isSingle, layout.extents.depth > 0, layout.extents.fitsBLAS else { return false }
        builder.product(
            operands[0].with(layout.a), operands[1].with(layout.b), layout.extents, to: result, accumulates: accumulates
        )
        return true
    }

    package func work(_ inputs: [Shape], result: Shape) -> Int? {
        2 * result.elementCount * (inputs[0].last ?? 1)
    }
}

extension Shape {
    /// Returns the extent of the i-th axis from the end, counted from 1; 1 if there is none.
    fileprivate func extentFromEnd(_ i: Int) -> Int { i <= rank ? self[rank - i] : 1 }
}

extension Tensor where Scalar: RealScalar {
    /// Returns the product of matrices, of batches of matrices, or with vectors; see `MatMul`. Transposed operands are
    /// read in place, without a copy. Stops if the shapes do not fit.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    public func matmul(_ other: Tensor) -> Tensor {
        apply(MatMul(), to: [erased, other.erased])
    }

    /// Returns the outer product: the products of every element of this tensor with every element of the other, of shape
    /// `shape + other.shape`. Two vectors give a matrix.
    public func outer(_ other: Tensor) -> Tensor {
        let product = reshaped(to: [count, 1]).matmul(other.reshaped(to: [1, other.count]))
        return product.reshaped(to: Shape(shape.dimensions + other.shape.dimensions))
    }
}
