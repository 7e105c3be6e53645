/// A parallel reduction over rows: each chunk of rows is reduced tile by tile to a partial result, and the partial
/// results are merged in a fixed order.
public protocol RowFold<Scalar>: Sendable {
    /// The element type of the rows.
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
    /// It keeps the calling thread; a task of a server calls it in `withDedicatedThread`, where it can be cancelled.
    ///
    /// - Throws: `RowSourceError` if the rows cannot be read.
    public func fold<Fold: RowFold<Scalar>>(
        _ fold: Fold, on executor: any TileExecutor = WorkerPool.shared
    ) throws(RowSourceError) -> Fold.Partial {
        try check()
        if rowCount == 0 { return fold.empty }
        let run = FoldRun(fold, self, width: executor.width)
        let work = ClosureWork { chunk, worker in run.perform(chunk, worker: worker) }
        Backend.current.kernels.singleThreaded { executor.perform(run.chunkCount, work) }
        return try run.result()
    }
}

/// The execution of a fold. Each chunk has its own partial result, and each worker its own memory for a tile.
private final class FoldRun<Fold: RowFold> {
    private let fold: Fold
    private let rowShape: RowShape
    private let columns: TileColumns<Fold.Scalar>
    private let tiling: Tiling
    private let partials: UnsafeMutablePointer<Fold.Partial>
    /// The memory of each worker: the addresses of the columns of a tile, then the columns that are read from a source.
    private let buffers: [Block]
    private let addressBytes: Int
    private let failure = FirstFailure<RowSourceError>()
    private let backend = Backend.current
    private let stop = StopFlag.current

    var chunkCount: Int { tiling.chunks }

    init(_ fold: Fold, _ source: some RowSource<Fold.Scalar>, width: Int) {
        self.fold = fold
        rowShape = source.rowShape
        let rowBytes = rowShape.width * MemoryLayout<Fold.Scalar>.stride
        tiling = Tiling(rows: source.rowCount, rowBytes: rowBytes, rowWork: 1, sumBytes: fold.partialBytes)
        partials = .allocate(capacity: tiling.chunks)
        partials.initialize(repeating: fold.empty, count: tiling.chunks)
        columns = TileColumns(rowShape, height: tiling.height)
        let table = source.table
        if let table { columns.use(table) } else { columns.use(source) }
        let scalarBytes = MemoryLayout<Fold.Scalar>.stride
        let offsets = table == nil ? rowShape.columnOffsets(height: tiling.height, scalarBytes: scalarBytes) : [0]
        let addressBytes = PlanLayout.aligned(columns.count * MemoryLayout<UnsafeMutableRawPointer?>.stride)
        self.addressBytes = addressBytes
        buffers = (0..<width).map { _ in Block(byteCount: addressBytes + offsets[offsets.count - 1]) }
    }

    deinit {
        partials.deinitialize(count: tiling.chunks)
        partials.deallocate()
    }

    func perform(_ chunk: Int, worker: Int) {
        backend.run { SingleThread().run { addTiles(chunk, worker) } }
    }

    private func addTiles(_ chunk: Int, _ worker: Int) {
        let memory = buffers[worker].base
        let addresses = memory.bindMemory(to: UnsafeMutableRawPointer?.self, capacity: columns.count)
        tiling.forEachTile(ofChunk: chunk) { number, rows in
            failure.record(number) { () throws(RowSourceError) in
                if let stop, stop.isRequested(by: worker) { throw .stopped }
                try columns.load(rows, into: memory + addressBytes, addresses)
                let bases = (0..<columns.count).map { index in
                    UnsafePointer(addresses[index]!.assumingMemoryBound(to: Fold.Scalar.self))
                }
                fold.add(RowTile(rows: rows, rowShape: rowShape, columns: bases), to: &partials[chunk])
            }
        }
    }

    /// Merges the partial results by pairwise tree reduction: 0 and 1, 2 and 3, …, then those.
    func result() throws(RowSourceError) -> Fold.Partial {
        try failure.rethrow()
        reducePairwise(tiling.chunks) { chunk, other in
            fold.merge(partials[other], into: &partials[chunk])
        }
        return partials[0]
    }
}
