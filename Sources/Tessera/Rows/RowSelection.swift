/// A selection of the rows of a source: blocks of consecutive rows, concatenated in the given order.
package struct RowSelection<Scalar: RealScalar>: RowSource {
    private let source: any RowSource<Scalar>
    private let blocks: [Range<Int>]
    /// The number of selected rows before each block.
    private let starts: [Int]
    package let rowCount: Int

    package var rowShape: RowShape { source.rowShape }

    package init(_ source: any RowSource<Scalar>, _ blocks: [Range<Int>]) {
        self.source = source
        self.blocks = blocks
        var (starts, total): ([Int], Int) = ([], 0)
        for block in blocks {
            starts.append(total)
            total += block.count
        }
        self.starts = starts
        rowCount = total
    }

    /// Returns eight evenly spaced blocks of `blockLength` rows, or all rows if there are no more than that.
    package static func sample(of source: any RowSource<Scalar>, blockLength: Int) -> RowSelection {
        let step = source.rowCount / 8
        let isWhole = step <= blockLength
        return RowSelection(
            source,
            isWhole ? [0..<source.rowCount] : (0..<8).map { $0 * step..<$0 * step + blockLength })
    }

    package func check() throws(RowSourceError) { try source.check() }

    package func read(_ rows: Range<Int>, into block: inout RowBlock<Scalar>) throws(RowSourceError) {
        var (next, done) = (blockIndex(of: rows.lowerBound), 0)
        while done < rows.count {
            let skipped = rows.lowerBound + done - starts[next]
            let from = blocks[next].lowerBound + skipped
            let count = min(rows.count - done, blocks[next].count - skipped)
            var part = block.part(done, count)
            try source.read(from..<from + count, into: &part)
            done += count
            next += 1
        }
    }

    /// Returns the block that contains a row, by binary search.
    private func blockIndex(of row: Int) -> Int {
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= row { low = middle } else { high = middle }
        }
        return low
    }
}
