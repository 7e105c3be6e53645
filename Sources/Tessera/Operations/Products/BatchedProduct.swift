/// A product of two tensors, divided into matrix products that a backend can compute with as few calls and copies as
/// the layouts allow.
struct BatchedProduct<Scalar: RealScalar> {
    private let a: Tensor<Scalar>
    private let b: Tensor<Scalar>
    private let kernels: any Kernels
    private let batch: Shape
    private var product: (rows: Int, columns: Int, depth: Int)

    init(_ a: Tensor<Scalar>, _ b: Tensor<Scalar>, kernels: any Kernels) {
        var a = a.rank > 1 ? a : a.view(shape: [1, a.shape[0]], strides: [0, a.resolvedStrides[0]])
        let b = b.rank > 1 ? b : b.view(shape: [b.shape[0], 1], strides: [b.resolvedStrides[0], 0])
        // A batch of matrices times one matrix is a single product over all rows of the batch.
        let rows = a.shape.dropLast().reduce(1, *)
        if a.rank > 2, b.rank == 2, a.isContiguous, rows <= Int(Int32.max) {
            a = a.view(shape: [rows, a.shape[a.rank - 1]], strides: nil)
        }
        let form = ProductForm(a.shape, b.shape)
        self.kernels = kernels
        self.a = Self.readable(a, kernels)
        self.b = Self.readable(b, kernels)
        product = (form.rows, form.columns, form.depth)
        batch = form.aBatch.broadcast(with: form.bBatch) ?? []
    }

    func run(into out: UnsafeMutablePointer<Scalar>) {
        let (aStrides, bStrides) = (matrixStrides(a), matrixStrides(b))
        let size = product.rows * product.columns
        if size == 0 { return }
        if product.depth == 0 { return out.initialize(repeating: 0, count: size * batch.elementCount) }
        let (aBase, bBase) = (a.base, b.base)
        func matrices(_ index: Int) -> MatrixProduct<Scalar> {
            MatrixProduct(
                rows: product.rows, columns: product.columns, depth: product.depth,
                a: .init(
                    base: aBase + stridedOffset(of: index, batch, aStrides.batch), rowStride: aStrides.row,
                    columnStride: aStrides.column),
                b: .init(
                    base: bBase + stridedOffset(of: index, batch, bStrides.batch), rowStride: bStrides.row,
                    columnStride: bStrides.column),
                c: out + index * size)
        }
        let count = batch.elementCount
        if count == 1 {
            matrices(0).runInParts(kernels)
        } else {
            let length = ProductParts.matricesPerPart(size * product.depth)
            let steps = Self.constantSteps(batch, aStrides.batch, bStrides.batch)
            CurrentExecutor.value.forEachRange(count, length: length) { range, _ in
                if let steps {
                    kernels.multiplyBatch(range.count, matrices(range.lowerBound), steps)
                } else {
                    for index in range { kernels.multiply(matrices(index)) }
                }
            }
        }
        withExtendedLifetime((a.storage, b.storage)) {}
    }

    /// Returns the distances between consecutive matrices of a batch; nil if they are not constant throughout the
    /// batch.
    private static func constantSteps(_ batch: Shape, _ a: [Int], _ b: [Int]) -> BatchStrides? {
        guard let last = batch.indices.last else { return nil }
        for axis in batch.indices.dropLast() where batch[axis] != 1 {
            let inner = batch[(axis + 1)...].reduce(1, *)
            guard a[axis] == a[last] * inner, b[axis] == b[last] * inner else { return nil }
        }
        return BatchStrides(a: a[last], b: b[last])
    }

    /// Returns the operand itself if the backend can read its layout, else a row-major copy.
    private static func readable(_ x: Tensor<Scalar>, _ kernels: any Kernels) -> Tensor<Scalar> {
        let (row, column) = normalized(x)
        if kernels.reads(rowStride: row, columnStride: column) { return x }
        let storage = Storage<Scalar>(count: x.count)
        kernels.copy(x, to: storage.base)
        return Tensor(storage: storage, shape: x.shape)
    }

    private static func normalized(_ x: Tensor<Scalar>) -> (row: Int, column: Int) {
        let (row, column) = (x.rank - 2, x.rank - 1)
        let strides = x.resolvedStrides
        return readableStrides(
            rows: x.shape[row], columns: x.shape[column], row: strides[row], column: strides[column])
    }

    private func matrixStrides(_ x: Tensor<Scalar>) -> (batch: [Int], row: Int, column: Int) {
        let (row, column) = Self.normalized(x)
        let whole = Shape(batch.dimensions + x.shape.suffix(2))
        return (Array(x.strides(broadcastTo: whole).dropLast(2)), row, column)
    }
}

/// Returns the strides of the matrix axes. Along an axis of extent 1, where any stride is valid, it returns one that
/// backends can read.
func readableStrides(rows: Int, columns: Int, row: Int, column: Int) -> (row: Int, column: Int) {
    if rows == 1, columns == 1 { return (1, 1) }
    if columns == 1 { return (row, 1) }
    if rows == 1 { return (column == 1 ? columns : 1, column) }
    return (row, column)
}
