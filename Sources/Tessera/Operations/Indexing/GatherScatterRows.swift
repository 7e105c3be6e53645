/// Gathers rows (positions along axis 0) by index; an index may occur more than once. The second operand holds the
/// indices; the result has the shape `indices.shape + shape[1...]`.
public struct GatherRows<Scalar: TensorScalar>: TensorOperation {
    /// Creates a gather of the rows that the second operand names.
    public init() {}

    public var name: String { "gatherRows" }
    public var operandCount: Int? { 2 }

    public func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        guard inputs[0].rank > 0 else { throw ShapeError(name, inputs, "a single value has no rows") }
        return Shape(inputs[1].dimensions + inputs[0].dimensions.dropFirst())
    }

    public func checkElements(of inputs: Inputs) throws(ShapeError) {
        try checkRows(inputs[1], below: inputs.shape(0)[0], name)
    }

    public func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x = (inputs[0] as Tensor<Scalar>).contiguous()
        let indices = (inputs[1] as Tensor<Int32>).contiguous()
        let width = x.shape.dropFirst().reduce(1, *)
        gather(indices.count, indices.base, width, x.base, to: result.base)
        withExtendedLifetime((x.storage, indices.storage)) {}
    }

    public func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        guard input == 0, let scatter = Scalar.self as? any RealScalar.Type else { return nil }
        return scatterRows(upstream.erased, inputs.tensors[1], rows: inputs.shape(0)[0], as: scatter)
    }

    public func rowRule(axes rows: [Int?], shapes: [Shape]) -> RowRule {
        if rows[0] == nil, let row = rows[1] { return .perRow(axis: row) }
        guard let row = rows[0] else { return .noRows }
        return row == 0 || rows[1] != nil
            ? .mixesRows("rows are picked by their number")
            : .perRow(axis: row - 1 + shapes[1].rank)
    }
}

/// The adjoint of `GatherRows`: adds each row of the first operand to the row of the result given by its index, the
/// second operand. Equal indices add up.
public struct ScatterAddRows<Scalar: RealScalar>: AccumulatingOperation {
    /// The number of rows of the result.
    package let rows: Int

    /// Creates a scatter into a result of so many rows.
    public init(rows: Int) {
        self.rows = rows
    }

    public var name: String { "scatterAddRows" }
    public var operandCount: Int? { 2 }

    public func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        guard rows >= 0, inputs[0].starts(with: inputs[1]) else {
            throw ShapeError(name, inputs, "needs an index for each row")
        }
        return Shape([rows] + inputs[0].dimensions.dropFirst(inputs[1].rank))
    }

    public func checkElements(of inputs: Inputs) throws(ShapeError) {
        try checkRows(inputs[1], below: rows, name)
    }

    public func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        result.base.initialize(repeating: 0, count: result.count)
        accumulate(inputs, into: result)
    }

    /// Adds to the rows that the indices name; all others keep what they hold.
    package func accumulate(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let updates = (inputs[0] as Tensor<Scalar>).contiguous()
        let indices = (inputs[1] as Tensor<Int32>).contiguous()
        let width = result.shape.dropFirst().reduce(1, *)
        scatterAdd(indices.count, indices.base, width, updates.base, to: result.base)
        withExtendedLifetime((updates.storage, indices.storage)) {}
    }

    public func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        input == 0 ? upstream.gatheringRows(inputs[1]).erased : nil
    }

    public func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        guard let row = axes[0] ?? axes[1] else { return .noRows }
        if row >= shapes[1].rank { return .perRow(axis: row - shapes[1].rank + 1) }
        return axes[0] == axes[1] ? .sumsRows : .mixesRows("updates and indices hold their rows differently")
    }
}

extension GatherRows: VectorizedOperation {
    package func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        if !operands.isBatched[0] { return applied(to: operands.tensors) }
        let indices = operands.tensors[1]
        checkKnownRows(indices, below: operands.shape(0)[0], name)
        guard operands.isBatched[1] else { return Gather<Scalar>(.positions(axis: 1)).applied(to: operands.tensors) }
        let tuples = indices.reshaped(to: Shape(indices.shape.dimensions + [1]))
        return Gather<Scalar>(.tuples(batch: 1)).applied(to: [operands.tensors[0], tuples])
    }
}

extension ScatterAddRows: VectorizedOperation {
    package func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        let (updates, indices) = (operands.expanded[0], operands.expanded[1])
        checkKnownRows(indices, below: rows, name)
        let target = Shape([operands.count, rows] + operands.shape(0).dropFirst(operands.shape(1).rank))
        let tuples = indices.reshaped(to: Shape(indices.shape.dimensions + [1]))
        return ScatterAdd<Scalar>(.tuples(batch: 1), in: target).applied(to: [updates, tuples])
    }
}

/// Stops if an index is out of bounds, or negative, which other gathers accept. A plan checks its indices when it runs.
private func checkKnownRows(_ indices: AnyTensor, below count: Int, _ operation: String) {
    guard let indices: Tensor<Int32> = indices.typed(), !indices.isTraced else { return }
    stopping { () throws(ShapeError) in try checkRows(indices, below: count, operation) }
}

private func scatterRows<Real: RealScalar>(
    _ updates: AnyTensor, _ indices: AnyTensor, rows: Int, as type: Real.Type
) -> AnyTensor {
    apply(ScatterAddRows<Real>(rows: rows), to: [updates, indices]).erased
}

/// Throws if an index is out of bounds.
private func checkRows(
    _ indices: Tensor<Int32>, below count: Int, _ operation: String
) throws(ShapeError) {
    let indices = indices.contiguous()
    let base = indices.base
    for position in 0..<indices.count where !(0..<count).contains(Int(base[position])) {
        throw ShapeError(operation, [], "there is no row \(base[position]) among \(count)")
    }
    withExtendedLifetime(indices.storage) {}
}

/// Copies the rows with the given indices.
private func gather<Scalar: TensorScalar>(
    _ count: Int, _ indices: UnsafePointer<Int32>, _ width: Int, _ x: UnsafePointer<Scalar>,
    to out: UnsafeMutablePointer<Scalar>
) {
    for index in 0..<count {
        (out + index * width).update(from: x + Int(indices[index]) * width, count: width)
    }
}

/// Adds each row of `updates` to the row of `out` with its index, in order.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func scatterAdd<Scalar: RealScalar>(
    _ count: Int, _ indices: UnsafePointer<Int32>, _ width: Int, _ updates: UnsafePointer<Scalar>,
    to out: UnsafeMutablePointer<Scalar>
) {
    for index in 0..<count {
        let (row, update) = (out + Int(indices[index]) * width, updates + index * width)
        for column in 0..<width { row[column] += update[column] }
    }
}

extension Tensor {
    /// Returns the rows (positions along axis 0) with the given indices, in their order: shape `indices.shape +
    /// shape[1...]`. Stops if an index is out of bounds.
    public func gatheringRows(_ indices: Tensor<Int32>) -> Tensor {
        apply(GatherRows<Scalar>(), to: [erased, indices.erased])
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns a tensor of `rows` rows: zeros, to which each row of this tensor is added at its index. Equal indices
    /// add up. Stops if an index is out of bounds.
    public func scatterAddingRows(_ indices: Tensor<Int32>, rows: Int) -> Tensor {
        apply(ScatterAddRows(rows: rows), to: [erased, indices.erased])
    }
}
