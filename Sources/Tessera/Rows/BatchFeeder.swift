/// Hands out the rows of a source in mini-batches, in the order of a `BlockShuffle`.
///
/// Rows in memory are picked where they are; others are read group by group. One thread at a time moves on; several may
/// then pick rows of what it has moved to. Hence `@unchecked Sendable`.
final class BatchFeeder<Scalar: RealScalar>: @unchecked Sendable {
    private let source: any RowSource<Scalar>
    private let table: RowTable<Scalar>?
    private let widths: [Int]
    private let kernels: any Kernels
    private let executor: any TileExecutor
    private var shuffle: BlockShuffle?
    private var group = 0
    /// The numbers of the group's rows, in the memory of the table or of the buffer, in the order they are seen.
    private let order: UnsafeMutableBufferPointer<Int>
    private var orderCount = 0
    private var next = 0
    /// The first row of each column: of the table, which `table` keeps alive, or of the group's rows in the buffer.
    private let bases: [UnsafePointer<Scalar>]
    private let buffer: Block

    init(_ source: some RowSource<Scalar>, executor: any TileExecutor) {
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

    /// Starts an order of the rows, after some of them.
    func restart(seed: UInt64, stream: UInt64, after rows: Int) throws(RowSourceError) {
        let shuffle = BlockShuffle(rows: source.rowCount, seed: seed, stream: stream)
        self.shuffle = shuffle
        (group, next, orderCount) = (0, 0, 0)
        var left = rows
        while left > 0 {
            let count = shuffle.blocks(ofGroup: group).reduce(0) { $0 + $1.count }
            if count > left { break }
            group += 1
            left -= count
        }
        if left > 0 { _ = try advance(left) }
    }

    /// Moves on by at most `count` rows, all of one group; the range is for `pick`. Empty after the last row.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func advance(_ count: Int) throws(RowSourceError) -> Range<Int> {
        if next == orderCount {
            guard let shuffle, group < shuffle.groupCount else { return 0..<0 }
            try startGroup(shuffle)
        }
        let range = next..<min(next + count, orderCount)
        next = range.upperBound
        return range
    }

    /// Writes the rows of a range that `advance` gave to the memory of a batch, from its row `first` on.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func pick(_ range: Range<Int>, to columns: [UnsafeMutablePointer<Scalar>], at first: Int) {
        let rows = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(order)[range])
        for (index, width) in widths.enumerated() {
            kernels.gather(
                rows, rowBytes: width * MemoryLayout<Scalar>.stride, from: bases[index],
                to: columns[index] + first * width)
        }
    }

    /// Writes the next rows, at most `count`, to the memory of a batch; returns how many there were.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func fill(_ columns: [UnsafeMutablePointer<Scalar>], from first: Int = 0, count: Int) throws(RowSourceError) -> Int
    {
        var done = first
        while done < count {
            let range = try advance(count - done)
            if range.isEmpty { break }
            pick(range, to: columns, at: done)
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
            // Rows in memory are named by their number in the table, others by their place in the buffer.
            let first = table == nil ? orderCount : block.lowerBound
            for place in 0..<block.count { order[orderCount + place] = first + place }
            orderCount += block.count
        }
        shuffle.shuffle(.init(rebasing: order[..<orderCount]), group: group, kernels: kernels)
        group += 1
        next = 0
        if table == nil { try read(blocks) }
    }

    /// Reads blocks into the buffer, several at once.
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
