/// Hands out the rows of a source in mini-batches, in the order of a `BlockShuffle`.
///
/// Rows in memory are picked where they are; others are read group by group. Used by one thread at a time: hence
/// `@unchecked Sendable`, which lets that be another thread from batch to batch.
package final class BatchFeeder<Scalar: RealScalar>: @unchecked Sendable {
    private let source: any RowSource<Scalar>
    private let table: RowTable<Scalar>?
    /// The first row of each column of the table, which `table` keeps alive.
    private let bases: [UnsafePointer<Scalar>]
    private let widths: [Int]
    private let kernels: any Kernels
    private let executor: any TileExecutor
    private var shuffle: BlockShuffle?
    private var group = 0
    private var ranges: [Range<Int>] = []
    private var order: [Int32] = []
    private var next = 0
    /// The group's rows where they had to be read: columns one after another.
    private var buffer: Block?

    package init(_ source: some RowSource<Scalar>, executor: any TileExecutor) {
        self.source = source
        self.executor = executor
        table = source.table
        bases = table?.columns.map(\.base) ?? []
        widths = source.rowShape.columns.map(\.elementCount)
        kernels = Backend.current.kernels
    }

    /// Starts with the first row of an order.
    package func restart(seed: UInt64, stream: UInt64) {
        shuffle = BlockShuffle(rows: source.rowCount, seed: seed, stream: stream)
        (group, next) = (0, 0)
        order.removeAll(keepingCapacity: true)
    }

    /// Writes the next rows, at most `count`, to the memory of a batch; returns how many there were.
    func fill(_ columns: [UnsafeMutablePointer<Scalar>], count: Int) throws(RowSourceError) -> Int {
        var done = 0
        while done < count {
            if next == order.count {
                guard let shuffle, group < shuffle.groupCount else { break }
                try startGroup(shuffle)
            }
            let part = min(count - done, order.count - next)
            for (index, width) in widths.enumerated() {
                pick(index, width, rows: next..<next + part, to: columns[index] + done * width)
            }
            next += part
            done += part
        }
        return done
    }

    private func startGroup(_ shuffle: BlockShuffle) throws(RowSourceError) {
        ranges = shuffle.blocks(ofGroup: group)
        let count = ranges.reduce(0) { $0 + $1.count }
        shuffle.shuffle(&order, count: count, group: group, kernels: kernels)
        group += 1
        next = 0
        if table == nil { try readGroup() }
    }

    private func pick(_ column: Int, _ width: Int, rows: Range<Int>, to target: UnsafeMutablePointer<Scalar>) {
        let block = BlockShuffle.blockRows
        if !bases.isEmpty {
            let base = bases[column]
            // Only the last block of the table is short, and may stand anywhere in the group.
            let short = ranges.firstIndex { $0.count < block } ?? ranges.count
            for (place, position) in rows.enumerated() {
                let row = globalRow(Int(order[position]), short)
                (target + place * width).update(from: base + row * width, count: width)
            }
        } else {
            let base = columnBase(column)
            for (place, position) in rows.enumerated() {
                (target + place * width).update(from: base + Int(order[position]) * width, count: width)
            }
        }
    }

    /// The number of a group's row in the source; rows behind a short block stand closer.
    private func globalRow(_ local: Int, _ short: Int) -> Int {
        let block = BlockShuffle.blockRows
        var (number, place) = local.quotientAndRemainder(dividingBy: block)
        if short < ranges.count, local >= short * block + ranges[short].count {
            (number, place) = (local + block - ranges[short].count).quotientAndRemainder(dividingBy: block)
        }
        return ranges[number].lowerBound + place
    }

    private func columnBase(_ column: Int) -> UnsafeMutablePointer<Scalar> {
        let offset = widths[..<column].reduce(0, +) * BlockShuffle.groupRows
        guard let buffer else { fatalError("a group is picked from before it was read") }
        return buffer.base.assumingMemoryBound(to: Scalar.self) + offset
    }

    /// Reads the blocks of the group, several at once.
    private func readGroup() throws(RowSourceError) {
        if buffer == nil {
            buffer = Block(
                byteCount: widths.reduce(0, +) * BlockShuffle.groupRows * MemoryLayout<Scalar>.stride)
        }
        var starts = [0]
        for range in ranges { starts.append(starts[starts.count - 1] + range.count) }
        let failure = FirstFailure()
        executor.forEachRange(ranges.count, length: 1) { [ranges] parts, _ in
            for part in parts {
                let columns = widths.indices.map { columnBase($0) + starts[part] * widths[$0] }
                var block = RowBlock(source.rowShape, rowCount: ranges[part].count, columns: columns)
                failure.record(part) { () throws(RowSourceError) in try source.read(ranges[part], into: &block) }
            }
        }
        try failure.rethrow()
    }
}
