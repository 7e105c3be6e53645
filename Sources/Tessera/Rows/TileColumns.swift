/// Finds the columns of a tile: in memory, where its rows are, or in memory of the worker, after they have been read
/// from their source. The rows are set between passes over them and only read during a pass.
final class TileColumns<Scalar: RealScalar> {
    typealias Addresses = UnsafeMutablePointer<UnsafeMutableRawPointer?>

    private let rowShape: RowShape
    /// The byte offsets of the columns in the memory of a worker.
    private let offsets: [Int]
    /// The first row in memory of each column, and the number of its elements per row.
    private let columns: UnsafeMutableBufferPointer<(base: UnsafePointer<Scalar>?, width: Int)>
    /// The owner of the rows in memory; retained because a source may return a new table on each access.
    private var table: RowTable<Scalar>?
    private var source: (any RowSource<Scalar>)?

    /// - Parameter height: the largest number of rows of a tile.
    init(_ rowShape: RowShape, height: Int) {
        self.rowShape = rowShape
        offsets = rowShape.columnOffsets(height: height, scalarBytes: MemoryLayout<Scalar>.stride)
        let shapes = rowShape.columns
        columns = .allocate(capacity: shapes.count)
        _ = columns.initialize(from: shapes.map { (nil, $0.elementCount) })
    }

    deinit {
        columns.deallocate()
    }

    var count: Int { columns.count }

    /// Whether the rows are read where they are in memory.
    var areInMemory: Bool { source == nil }

    /// Takes rows in memory, given the first row of each column. The caller keeps the memory alive.
    func use(_ first: [UnsafePointer<Scalar>]) {
        for (index, base) in first.enumerated() { columns[index].base = base }
        table = nil
        source = nil
    }

    /// Takes the rows of a table, and retains it.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func use(_ table: RowTable<Scalar>) {
        columns[0].base = table.features.base
        columns[1].base = table.targets.base
        if let weights = table.weights { columns[2].base = weights.base }
        self.table = table
        source = nil
    }

    /// Releases the rows.
    func forget() {
        table = nil
        source = nil
    }

    /// Takes the rows of a source, which are read tile by tile.
    func use(_ source: any RowSource<Scalar>) {
        self.source = source
    }

    /// Writes the addresses of the columns of rows in memory, beginning at row `row`.
    @inline(__always)
    func locate(from row: Int, _ addresses: Addresses) {
        for index in 0..<columns.count {
            let (base, width) = columns[index]
            addresses[index] = base.map { UnsafeMutableRawPointer(mutating: $0 + row * width) }
        }
    }

    /// Writes the addresses of the columns of a tile, after its rows have been read into `memory` if they are not in
    /// memory.
    func load(
        _ rows: Range<Int>, into memory: UnsafeMutableRawPointer, _ addresses: Addresses
    ) throws(RowSourceError) {
        guard let source else { return locate(from: rows.lowerBound, addresses) }
        let targets = offsets.dropLast().map { (memory + $0).assumingMemoryBound(to: Scalar.self) }
        for (index, target) in targets.enumerated() { addresses[index] = UnsafeMutableRawPointer(target) }
        var block = RowBlock(rowShape, rowCount: rows.count, columns: targets)
        try source.read(rows, into: &block)
    }
}

extension RowShape {
    /// Returns the byte offset of each column of a tile in one block of memory, followed by the size of the block. Each
    /// column begins at a cache line.
    func columnOffsets(height: Int, scalarBytes: Int) -> [Int] {
        columns.reduce(into: [0]) { offsets, column in
            offsets.append(offsets[offsets.count - 1] + PlanLayout.aligned(column.elementCount * height * scalarBytes))
        }
    }
}

extension Tiling {
    /// Calls `body` with the number and the rows of each tile of a chunk, in order.
    @inline(__always)
    func forEachTile(ofChunk chunk: Int, _ body: (_ tile: Int, _ rows: Range<Int>) -> Void) {
        for tile in tiles(chunk: chunk) { body(tile, rowRange(tile: tile)) }
    }
}
