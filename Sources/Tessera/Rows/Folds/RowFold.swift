/// A parallel reduction over rows: each chunk of rows is reduced tile by tile to a partial result, and the partial
/// results are merged in a fixed order.
public protocol RowFold<Scalar>: Sendable {
    associatedtype Scalar: RealScalar
    /// The partial result of some of the rows.
    associatedtype Partial: Sendable

    /// The partial result of no rows: the identity of `merge`.
    var empty: Partial { get }

    /// The approximate size of a partial result in bytes, 1024 by default. Larger partial results mean fewer chunks.
    var partialBytes: Int { get }

    /// Adds the rows of a tile to the partial result of earlier rows.
    func add(_ tile: borrowing RowTile<Scalar>, to partial: inout Partial)

    /// Adds the partial result of later rows to that of earlier rows.
    func merge(_ later: Partial, into partial: inout Partial)
}

extension RowFold {
    public var partialBytes: Int { 1024 }
}

/// A tile: consecutive rows in memory, valid for the duration of a call.
public struct RowTile<Scalar: RealScalar>: ~Copyable {
    /// The range of the rows in their source.
    public let rows: Range<Int>
    /// The shape of a row.
    public let rowShape: RowShape
    /// The features, the targets and, where rows have them, the weights, each in row-major order.
    package let columns: [UnsafePointer<Scalar>]

    package init(rows: Range<Int>, rowShape: RowShape, columns: [UnsafePointer<Scalar>]) {
        (self.rows, self.rowShape, self.columns) = (rows, rowShape, columns)
    }

    /// Calls `body` with the features, the targets and the weights (empty if rows have none), each in row-major order.
    public func withSpans<Result>(
        _ body: (_ features: Span<Scalar>, _ targets: Span<Scalar>, _ weights: Span<Scalar>) throws -> Result
    ) rethrows -> Result {
        let weightCount = rowShape.hasWeights ? rows.count : 0
        return try body(
            UnsafeBufferPointer(start: columns[0], count: rows.count * rowShape.features).span,
            UnsafeBufferPointer(start: columns[1], count: rows.count * rowShape.targets).span,
            UnsafeBufferPointer(start: columns[columns.count - 1], count: weightCount).span)
    }

    /// The rows as tensors that do not own their memory; they must not outlive the call that receives the tile.
    package var batch: RowBatch<Scalar> {
        let tensors = zip(columns, rowShape.columns).map { column, shape in
            Tensor(
                storage: Storage(borrowing: UnsafeMutablePointer(mutating: column)),
                shape: Shape([rows.count] + shape.dimensions))
        }
        return RowBatch(columns: tensors)
    }

    /// Adds r·x of each row x to one sum per feature: sums ← sums + Xᵀr.
    package func addTransposedProduct(of r: UnsafePointer<Scalar>, to sums: UnsafeMutablePointer<Scalar>) {
        Backend.current.kernels.multiply(
            MatrixProduct(
                rows: 1, columns: rowShape.features, depth: rows.count,
                a: .init(base: r, rowStride: rows.count, columnStride: 1),
                b: .init(base: columns[0], rowStride: rowShape.features, columnStride: 1), c: sums,
                accumulates: true))
    }
}

extension RowSource {
    /// Reduces all rows by a fold. The result has the same bits for any executor.
    ///
    /// - Throws: `RowSourceError` if the rows cannot be read.
    public func fold<Fold: RowFold<Scalar>>(
        _ fold: Fold, on executor: any TileExecutor = WorkerPool.shared
    ) throws(RowSourceError) -> Fold.Partial {
        try check()
        if rowCount == 0 { return fold.empty }
        let run = FoldRun(fold, self, width: executor.width)
        Backend.current.kernels.singleThreaded { executor.perform(run.chunkCount, run) }
        return try run.result()
    }
}

/// The execution of a fold. Each chunk has its own partial result, and each worker its own memory for a tile: hence
/// `@unchecked Sendable`.
private final class FoldRun<Fold: RowFold>: TileWork, @unchecked Sendable {
    private let fold: Fold
    private let source: any RowSource<Fold.Scalar>
    private let rowShape: RowShape
    /// The number of elements per row of each column.
    private let widths: [Int]
    /// The first row of each column of rows in memory, which `table` retains.
    private let tableColumns: [UnsafePointer<Fold.Scalar>]
    private let table: RowTable<Fold.Scalar>?
    private let tiling: Tiling
    private let partials: UnsafeMutablePointer<Fold.Partial>
    private let buffers: [Block]
    private let failure = FirstFailure<RowSourceError>()
    private let backend = Backend.current

    var chunkCount: Int { tiling.leaves }

    init(_ fold: Fold, _ source: some RowSource<Fold.Scalar>, width: Int) {
        self.fold = fold
        self.source = source
        rowShape = source.rowShape
        widths = rowShape.columns.map(\.elementCount)
        table = source.table
        tableColumns = table?.columns.map(\.base) ?? []
        let rowBytes = rowShape.width * MemoryLayout<Fold.Scalar>.stride
        tiling = Tiling(rows: source.rowCount, rowBytes: rowBytes, rowWork: 1, sumBytes: fold.partialBytes)
        partials = .allocate(capacity: tiling.leaves)
        partials.initialize(repeating: fold.empty, count: tiling.leaves)
        let bytes = table == nil ? (rowBytes * tiling.height + 64 * rowShape.columns.count) : 0
        buffers = (0..<width).map { _ in Block(byteCount: bytes) }
    }

    deinit {
        partials.deinitialize(count: tiling.leaves)
        partials.deallocate()
    }

    func perform(_ chunk: Int, worker: Int) {
        backend.run { SingleThread().run { addTiles(chunk, worker) } }
    }

    private func addTiles(_ chunk: Int, _ worker: Int) {
        for number in tiling.tiles(leaf: chunk) {
            let rows = tiling.rowRange(tile: number)
            failure.record(number) { () throws(RowSourceError) in
                let tile = RowTile(rows: rows, rowShape: rowShape, columns: try columns(rows, worker))
                fold.add(tile, to: &partials[chunk])
            }
        }
    }

    private func columns(_ rows: Range<Int>, _ worker: Int) throws(RowSourceError) -> [UnsafePointer<Fold.Scalar>] {
        if table != nil { return widths.indices.map { tableColumns[$0] + rows.lowerBound * widths[$0] } }
        var (columns, offset): ([UnsafeMutablePointer<Fold.Scalar>], Int) = ([], 0)
        for width in widths {
            columns.append((buffers[worker].base + offset).assumingMemoryBound(to: Fold.Scalar.self))
            offset += PlanLayout.aligned(width * tiling.height * MemoryLayout<Fold.Scalar>.stride)
        }
        var block = RowBlock(rowShape, rowCount: rows.count, columns: columns)
        try source.read(rows, into: &block)
        return columns.map { UnsafePointer($0) }
    }

    /// Merges the partial results by pairwise tree reduction: 0 and 1, 2 and 3, …, then those.
    func result() throws(RowSourceError) -> Fold.Partial {
        try failure.rethrow()
        reducePairwise(tiling.leaves) { chunk, other in
            fold.merge(partials[other], into: &partials[chunk])
        }
        return partials[0]
    }
}
