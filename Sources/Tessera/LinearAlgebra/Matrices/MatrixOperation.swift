/// An operation on each matrix of a batch that not every matrix allows. Where it is applied it throws; within a plan, where
/// no step can throw, the results that do not exist are NaN.
protocol MatrixOperation<Scalar>: TensorOperation where Scalar: RealScalar {
    /// Computes the result into memory that is already there.
    ///
    /// - Throws: why there is none, for the first matrix that has none.
    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError)

    /// The axes of the result that follow those of the batch.
    var resultRank: Int { get }

    /// Whether results are looked through for what has overflowed: not where infinity is an answer or cannot occur.
    var refusesInfinity: Bool { get }
}

extension MatrixOperation {
    var resultRank: Int { 2 }
    var refusesInfinity: Bool { true }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        do {
            try compute(inputs, into: result)
        } catch {
            result.base.initialize(repeating: .nan, count: result.count)
        }
    }

    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        .matrices(axes: axes, shapes: shapes, resultRank: resultRank)
    }

    /// Calls `body` for every matrix of a batch, with where its result goes; several at once where there are many.
    ///
    /// - Parameters:
    ///   - work: multiplications for a matrix.
    ///   - together: how many matrices are best done in one go.
    ///   - many: does the first matrices of a range in one go and says how many; `body` does the others.
    func forEachMatrix(
        of result: borrowing Destination<Scalar>, work: Int, together: Int = 1,
        many: ((_ range: Range<Int>, _ out: UnsafeMutablePointer<Scalar>) -> Int) = { _, _ in 0 },
        _ body: (_ index: Int, _ out: UnsafeMutablePointer<Scalar>) throws(LinearAlgebraError) -> Void
    ) throws(LinearAlgebraError) {
        let (base, size) = (result.base, result.shape.suffix(resultRank).reduce(1, *))
        let count = result.shape.dropLast(resultRank).reduce(1, *)
        let failure = FirstFailure<LinearAlgebraError>()
        result.kernels.withoutThreads {
            let parts = (100_000 / max(1, work) + together - 1) / together
            CurrentExecutor.value.forEachRange(count, length: max(1, parts) * together) { range, _ in
                let done = many(range, base + range.lowerBound * size)
                for index in range.dropFirst(done) {
                    failure.record(index) { () throws(LinearAlgebraError) in try body(index, base + index * size) }
                }
            }
        }
        try failure.rethrow()
    }
}

/// Refuses extents whose working memory a routine of 32-bit integers cannot count: 4·k² + 7·k + max(m, n) elements.
func checkWorkspace(_ rows: Int, _ columns: Int) throws(LinearAlgebraError) {
    let inner = min(rows, columns)
    if inner > 23_000 || 4 * inner * inner + 7 * inner + max(rows, columns) > Int32.max {
        throw .tooLarge(rows: rows, columns: columns)
    }
}

/// Applies an operation on matrices; records it where an operand is watched.
func applyThrowing<Op: MatrixOperation>(
    _ operation: Op, to inputs: [AnyTensor]
) throws(LinearAlgebraError) -> Tensor<Op.Scalar> {
    let shape = stopping { () throws(ShapeError) in try operation.shape(of: inputs.map(\.shape)) }
    let isRecorded = inputs.contains { $0.node != nil }
    if isRecorded, inputs.contains(where: { $0.node?.isTraced ?? false }) { return apply(operation, to: inputs) }
    for input in inputs {
        let (rows, columns) = input.shape.matrix
        if rows > Int32.max || columns > Int32.max { throw .tooLarge(rows: rows, columns: columns) }
    }
    guard shape.addressableCount != nil else {
        throw .tooLarge(rows: shape[shape.rank - 2], columns: shape[shape.rank - 1])
    }
    let storage = Storage<Op.Scalar>(count: shape.elementCount)
    let kernels = Backend.current.kernels
    try operation.compute(Inputs(inputs), into: Destination(storage.base, shape: shape, kernels: kernels))
    if operation.refusesInfinity, !isFinite(storage, kernels) { throw .overflow }
    let result = Tensor(storage: storage, shape: shape)
    return isRecorded ? result.recorded(by: Node(operation, inputs: inputs, value: result.erased)) : result
}

private func isFinite<Scalar: RealScalar>(_ storage: Storage<Scalar>, _ kernels: any Kernels) -> Bool {
    if storage.count == 0 { return true }
    let base = UnsafePointer(storage.base)
    return kernels.reduce(.maximum, storage.count, base).isFinite
        && kernels.reduce(.minimum, storage.count, base).isFinite
}

/// The extents of the only operand's matrices.
func matrixExtents(_ name: String, _ inputs: [Shape], square: Bool = false) throws(ShapeError) -> (
    rows: Int, columns: Int
) {
    guard inputs[0].rank >= 2 else { throw ShapeError(name, inputs, "needs a matrix, or a batch of them") }
    let (rows, columns) = inputs[0].matrix
    if square, rows != columns { throw ShapeError(name, inputs, "needs a square matrix") }
    return (rows, columns)
}

/// The batch of two operands, each broadcast to it.
func matrixBatch(_ name: String, _ inputs: [Shape]) throws(ShapeError) -> Shape {
    for shape in inputs where shape.rank < 2 { throw ShapeError(name, inputs, "needs matrices, or batches of them") }
    guard let batch = inputs[0].batch.broadcast(with: inputs[1].batch) else {
        throw ShapeError(name, inputs, "batch extents \(inputs[0].batch) and \(inputs[1].batch) do not fit each other")
    }
    return batch
}

/// As many rows on the right as on the left.
func checkRightSide(_ name: String, _ inputs: [Shape]) throws(ShapeError) {
    let rows = inputs[0].matrix.rows
    if inputs[1].matrix.rows != rows { throw ShapeError(name, inputs, "the right-hand side needs \(rows) rows") }
}

/// The shape of X with A·X = B for square A.
func solutionShape(_ name: String, _ inputs: [Shape]) throws(ShapeError) -> Shape {
    let batch = try matrixBatch(name, inputs)
    _ = try matrixExtents(name, inputs, square: true)
    try checkRightSide(name, inputs)
    return Shape(batch.dimensions + inputs[1].suffix(2))
}

extension RowRule {
    /// The rule of operations on the last two axes: rows may be matrices of a batch.
    static func matrices(axes: [Int?], shapes: [Shape], resultRank: Int) -> RowRule {
        let batchRank = shapes.map { $0.rank - 2 }.max() ?? 0
        var place: Int?
        for (axis, shape) in zip(axes, shapes) {
            guard let axis else { continue }
            if axis >= shape.rank - 2 { return .mixesRows("a factorisation needs the whole matrix") }
            let own = batchRank - (shape.rank - 2) + axis
            if let place, place != own { return .mixesRows("operands hold their rows along different axes") }
            place = own
        }
        guard let place else { return .noRows }
        for (axis, shape) in zip(axes, shapes) where axis == nil {
            let own = place - (batchRank - (shape.rank - 2))
            if own >= 0, shape[own] != 1 { return .mixesRows("an operand that holds no rows extends along theirs") }
        }
        return .perRow(axis: place)
    }
}
