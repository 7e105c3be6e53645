/// A product of two tensors, divided into matrix products that a backend can compute with as few calls and copies as
/// the layouts allow.
struct BatchedProduct<Scalar: RealScalar> {
    private let a: Tensor<Scalar>
    private let b: Tensor<Scalar>
    private let kernels: any Kernels
    private let (aMatrices, bMatrices): (MatrixBatch, MatrixBatch)
    private let batch: Shape
    private let (rows, columns, depth): (Int, Int, Int)

    init(_ a: Tensor<Scalar>, _ b: Tensor<Scalar>, kernels: any Kernels) {
        let layout = ProductLayout(a.layout, b.layout)
        self.kernels = kernels
        self.a = Self.readable(a.view(layout.a), kernels)
        self.b = Self.readable(b.view(layout.b), kernels)
        batch = layout.batch
        aMatrices = MatrixBatch(self.a.layout, batch: batch)
        bMatrices = MatrixBatch(self.b.layout, batch: batch)
        (rows, columns, depth) = (layout.extents.rows, layout.extents.columns, layout.extents.depth)
    }

    func run(into out: UnsafeMutablePointer<Scalar>) {
        let size = rows * columns
        if size == 0 { return }
        if depth == 0 { return out.initialize(repeating: 0, count: size * batch.elementCount) }
        let count = batch.elementCount
        if count == 1 {
            matrices(0, out).runInParts(kernels)
        } else {
            let length = ProductParts.matricesPerPart(size * depth)
            let strides = batchStrides
            CurrentExecutor.value.forEachRange(count, length: length) { range, _ in
                if let strides {
                    kernels.multiplyBatch(range.count, matrices(range.lowerBound, out), strides)
                } else {
                    for index in range { kernels.multiply(matrices(index, out)) }
                }
            }
        }
        withExtendedLifetime((a.storage, b.storage)) {}
    }

    /// The product of the matrices at one position of the batch.
    private func matrices(_ index: Int, _ out: UnsafeMutablePointer<Scalar>) -> MatrixProduct<Scalar> {
        MatrixProduct(
            rows: rows, columns: columns, depth: depth,
            a: .init(
                base: a.base + aMatrices.offset(of: index), rowStride: aMatrices.strides.row,
                columnStride: aMatrices.strides.column),
            b: .init(
                base: b.base + bMatrices.offset(of: index), rowStride: bMatrices.strides.row,
                columnStride: bMatrices.strides.column),
            c: out + index * rows * columns)
    }

    /// The distances between consecutive matrices of the batch; nil if they are not constant throughout the batch.
    private var batchStrides: BatchStrides? {
        guard let aStep = aMatrices.batchStep, let bStep = bMatrices.batchStep else { return nil }
        return BatchStrides(a: aStep, b: bStep)
    }

    /// Returns the operand itself if the backend can read its layout, else a row-major copy.
    private static func readable(_ x: Tensor<Scalar>, _ kernels: any Kernels) -> Tensor<Scalar> {
        let strides = x.layout.matrixStrides
        if kernels.reads(rowStride: strides.row, columnStride: strides.column) { return x }
        let storage = Storage<Scalar>(count: x.count)
        kernels.copy(x, to: storage.base)
        return Tensor(storage: storage, shape: x.shape)
    }
}
