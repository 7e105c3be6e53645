public import Tessera

/// Some of the rows of a source: blocks of neighbouring rows, in their order.
struct RowSelection<Scalar: RealScalar>: RowSource {
    private let source: any RowSource<Scalar>
    private let blocks: [Range<Int>]
    /// How many rows stand before each block.
    private let starts: [Int]
    let rowCount: Int

    var rowShape: RowShape { source.rowShape }

    init(_ source: any RowSource<Scalar>, _ blocks: [Range<Int>]) {
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

    func check() throws(RowSourceError) { try source.check() }

    func read(_ rows: Range<Int>, into block: inout RowBlock<Scalar>) throws(RowSourceError) {
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

    /// The block that a row is in, by halving.
    private func blockIndex(of row: Int) -> Int {
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= row { low = middle } else { high = middle }
        }
        return low
    }
}

extension RowSource {
    /// Holds about `fraction` of the rows back, in blocks of up to 256 neighbouring rows that the seed chooses; nil where
    /// that leaves one part without rows.
    public func splitInBlocks(
        validation fraction: Double, seed: UInt64
    ) -> (training: any RowSource<Scalar>, validation: any RowSource<Scalar>)? {
        guard fraction > 0, fraction < 1, rowCount > 1 else { return nil }
        let length = max(1, min(256, rowCount / 16))
        let count = (rowCount + length - 1) / length
        let held = Int((Double(count) * fraction).rounded())
        guard held > 0, held < count else { return nil }
        let order = randomPermutation(count: count, seed: seed, stream: RandomStream.split)
        func rows(_ blocks: some Sequence<Int>) -> [Range<Int>] {
            blocks.sorted().map { $0 * length..<min(rowCount, ($0 + 1) * length) }
        }
        return (RowSelection(self, rows(order.dropLast(held))), RowSelection(self, rows(order.suffix(held))))
    }
}
