/// Supplies the rows of a source in mini-batches, in the order of a `BlockShuffle`.
///
/// Rows in memory are gathered directly from the table; other rows are read group by group into a buffer. Only one
/// thread at a time may call `advance`; several threads may then call `gather` on parts of the range that it returned.
package final class BatchFeeder<Scalar: RealScalar> {
    private let source: any RowSource<Scalar>
    private let table: RowTable<Scalar>?
    private let widths: [Int]
    private let kernels: any Kernels
    private let executor: any TileExecutor
    private var shuffle: BlockShuffle?
    private var group = 0
    /// The indices of the group's rows in the table or the buffer, in the order in which they are supplied.
    private let order: UnsafeMutableBufferPointer<Int>
    private var orderCount = 0
    private var next = 0
    /// The first row of each column: of the table, which `table` retains, or of the group's rows in the buffer.
    private let bases: [UnsafePointer<Scalar>]
    private let buffer: Block

    package init(_ source: some RowSource<Scalar>, executor: any TileExecutor) {
        self.source = source
        self.executor = executor
        table = source.table
        widths = source.rowShape.columns.map(\.elementCount)
        kernels = Backend.current.kernels
        let rows = min(BlockShuffle.groupRows, max(1, source.rowCount))
        order = .allocate(capacity: rows)
        order.initialize(repeating: 0)
        if let table {
            buffer = Block(byteCount: 0)
            bases = table.columns.map { $0.base }
        } else {
            let rowBytes = widths.reduce(0, +) * MemoryLayout<Scalar>.stride
            buffer = Block(byteCount: rowBytes * rows)
            let start = buffer.base.assumingMemoryBound(to: Scalar.self)
            bases = widths.indices.map { [widths] index in
                UnsafePointer(start + widths[..<index].reduce(0, +) * rows)
            }
        }
    }

    deinit {
        order.deallocate()
    }

    /// Begins the row order of the given seed and stream, skipping the first `rows` rows.
    package func restart(seed: UInt64, stream: UInt64, after rows: Int) throws(RowSourceError) {
        let shuffle = BlockShuffle(rows: source.rowCount, seed: seed, stream: stream)
        self.shuffle = shuffle
        (group, next, orderCount) = (0, 0, 0)
        var remaining = rows
        while remaining > 0 {
            let count = shuffle.blocks(ofGroup: group).reduce(0) { $0 + $1.count }
            if count > remaining { break }
            group += 1
            remaining -= count
        }
        if remaining > 0 { _ = try advance(remaining) }
    }

    /// Advances by at most `count` rows, all of one group. Returns their range for `gather`; empty after the last row.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func advance(_ count: Int) throws(RowSourceError) -> Range<Int> {
        if next == orderCount {
            guard let shuffle, group < shuffle.groupCount else { return 0..<0 }
            try startGroup(shuffle)
        }
        let range = next..<min(next + count, orderCount)
        next = range.upperBound
        return range
    }

    /// Gathers the rows of a range returned by `advance` into the memory of a batch, beginning at its row `first`.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func gather(_ range: Range<Int>, to columns: [UnsafeMutablePointer<Scalar>], at first: Int) {
        let rows = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(order)[range])
        for (index, width) in widths.enumerated() {
            kernels.gather(
                rows, rowBytes: width * MemoryLayout<Scalar>.stride, from: bases[index],
                to: columns[index] + first * width)
        }
    }

    /// Fills the memory of a batch with the next rows, from its row `first` up to row `count`. Returns the number of
    /// rows that the batch then holds, including the first `first`; it is below `count` at the end of the epoch.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func fill(_ columns: [UnsafeMutablePointer<Scalar>], from first: Int = 0, count: Int) throws(RowSourceError)
        -> Int
    {
        var done = first
        while done < count {
            let range = try advance(count - done)
            if range.isEmpty { break }
            gather(range, to: columns, at: done)
            done += range.count
        }
        return done
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    private func startGroup(_ shuffle: BlockShuffle) throws(RowSourceError) {
        let blocks = shuffle.blocks(ofGroup: group)
        orderCount = 0
        for block in blocks {
            // Rows in memory are indexed by their number in the table, other rows by their position in the buffer.
            let first = table == nil ? orderCount : block.lowerBound
            for offset in 0..<block.count { order[orderCount + offset] = first + offset }
            orderCount += block.count
        }
        shuffle.shuffle(.init(rebasing: order[..<orderCount]), group: group, kernels: kernels)
        group += 1
        next = 0
        if table == nil { try read(blocks) }
    }

    /// Reads blocks into the buffer, in parallel.
    private func read(_ blocks: [Range<Int>]) throws(RowSourceError) {
        var starts = [0]
        for block in blocks { starts.append(starts[starts.count - 1] + block.count) }
        let failure = FirstFailure<RowSourceError>()
        executor.forEachRange(blocks.count, length: 1) { parts, _ in
            for part in parts {
                let columns = zip(bases, widths).map { UnsafeMutablePointer(mutating: $0 + starts[part] * $1) }
                var block = RowBlock(source.rowShape, rowCount: blocks[part].count, columns: columns)
                failure.record(part) { () throws(RowSourceError) in try source.read(blocks[part], into: &block) }
            }
        }
        try failure.rethrow()
    }
}
