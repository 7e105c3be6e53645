/// An operation on each matrix of a batch that can fail, such as the inverse of a singular matrix. Applied eagerly it
/// throws; within a plan, where no step can throw, the results that do not exist are NaN.
protocol MatrixOperation<Scalar>: VectorizedOperation where Scalar: RealScalar {
    /// Computes the result into memory that is already allocated.
    ///
    /// - Throws: the error of the first matrix that has no result.
    func compute(_ inputs: Inputs, into result: borrowing Destination<Scalar>) throws(LinearAlgebraError)

    /// The number of axes of the result that follow the batch axes.
    var resultRank: Int { get }

    /// Whether results are checked for overflow: false where infinity is a valid result or cannot occur.
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

    /// Slice by slice if a matrix has no result, so that the others keep theirs.
    package func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        (try? applyThrowing(self, to: operands.broadcasting))?.erased
    }

    /// Calls `body` with the index of every matrix of a batch and the memory of its result, on several threads where
    /// the work pays for them.
    ///
    /// - Parameters:
    ///   - work: the number of multiplications for one matrix.
    ///   - together: the number of matrices that are best processed in one call; ranges are multiples of it.
    ///   - many: processes the first matrices of a range in one call and returns how many; `body` processes the others.
    /// - Throws: the error of the first matrix that failed.
    func forEachMatrix(
        of result: borrowing Destination<Scalar>, work: Int, together: Int = 1,
        many: ((_ range: Range<Int>, _ out: UnsafeMutablePointer<Scalar>) -> Int) = { _, _ in 0 },
        _ body: (_ index: Int, _ out: UnsafeMutablePointer<Scalar>) throws(LinearAlgebraError) -> Void
    ) throws(LinearAlgebraError) {
        let (base, size) = (result.base, result.shape.suffix(resultRank).reduce(1, *))
        let count = result.shape.dropLast(resultRank).reduce(1, *)
        let failure = FirstFailure<LinearAlgebraError>()
        result.kernels.singleThreaded {
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

/// Checks that the working memory of a LAPACK routine with 32-bit integers, 4·k² + 7·k + max(m, n) elements with k =
/// min(m, n), can be counted.
///
/// - Throws: `LinearAlgebraError.tooLarge`.
func checkWorkspace(_ rows: Int, _ columns: Int) throws(LinearAlgebraError) {
    let inner = min(rows, columns)
    if inner > 23_000 || 4 * inner * inner + 7 * inner + max(rows, columns) > Int32.max {
        throw .tooLarge(rows: rows, columns: columns)
    }
}

/// Applies an operation on matrices, and records it for differentiation where an operand requires gradients.
///
/// - Throws: the operation's error, `LinearAlgebraError.tooLarge` for extents beyond 32 bits, `overflow` where the
///   operation refuses infinity.
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

/// Returns the extents of the matrices of the only operand.
///
/// - Throws: `ShapeError` where it is no matrix, or not square although `square` is set.
func matrixExtents(_ name: String, _ inputs: [Shape], square: Bool = false) throws(ShapeError) -> (
    rows: Int, columns: Int
) {
    guard inputs[0].rank >= 2 else { throw ShapeError(name, inputs, "needs a matrix, or a batch of them") }
    let (rows, columns) = inputs[0].matrix
    if square, rows != columns { throw ShapeError(name, inputs, "needs a square matrix") }
    return (rows, columns)
}

/// Returns the batch shape to which both operands are broadcast.
func matrixBatch(_ name: String, _ inputs: [Shape]) throws(ShapeError) -> Shape {
    for shape in inputs where shape.rank < 2 { throw ShapeError(name, inputs, "needs matrices, or batches of them") }
    guard let batch = inputs[0].batch.broadcast(with: inputs[1].batch) else {
        throw ShapeError(name, inputs, "batch extents \(inputs[0].batch) and \(inputs[1].batch) do not fit each other")
    }
    return batch
}

/// Checks that the right-hand side has as many rows as the matrix.
func checkRightSide(_ name: String, _ inputs: [Shape]) throws(ShapeError) {
    let rows = inputs[0].matrix.rows
    if inputs[1].matrix.rows != rows { throw ShapeError(name, inputs, "the right-hand side needs \(rows) rows") }
}

/// Returns the shape of X with A·X = B for square A.
func solutionShape(_ name: String, _ inputs: [Shape]) throws(ShapeError) -> Shape {
    let batch = try matrixBatch(name, inputs)
    _ = try matrixExtents(name, inputs, square: true)
    try checkRightSide(name, inputs)
    return Shape(batch.dimensions + inputs[1].suffix(2))
}

extension RowRule {
    /// The rule of operations on the last two axes: the rows of a table may only be matrices of a batch, never rows or
    /// columns within one.
    static func matrices(axes: [Int?], shapes: [Shape], resultRank: Int) -> RowRule {
        let batchRank = shapes.map { $0.rank - 2 }.max() ?? 0
        var rowAxis: Int?
        for (axis, shape) in zip(axes, shapes) {
            guard let axis else { continue }
            if axis >= shape.rank - 2 { return .mixesRows("a factorisation needs the whole matrix") }
            let aligned = batchRank - (shape.rank - 2) + axis
            if let rowAxis, rowAxis != aligned { return .mixesRows("operands hold their rows along different axes") }
            rowAxis = aligned
        }
        guard let rowAxis else { return .noRows }
        for (axis, shape) in zip(axes, shapes) where axis == nil {
            let axis = rowAxis - (batchRank - (shape.rank - 2))
            if axis >= 0, shape[axis] != 1 { return .mixesRows("an operand that holds no rows extends along theirs") }
        }
        return .perRow(axis: rowAxis)
    }
}
