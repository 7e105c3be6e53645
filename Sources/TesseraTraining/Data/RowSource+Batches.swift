public import Tessera

extension RowSource {
    /// Returns the rows in mini-batches, for a loop of one's own over a source that may have to be read:
    ///
    /// ```swift
    /// let batches = try rows.batches(of: 256, shuffledBy: 7)
    /// while let batch = try batches.next() { try session.step(batch) }
    /// ```
    ///
    /// A table in memory can be iterated by `for batch in table.batches(of: 256)`.
    ///
    /// - Parameters:
    ///   - size: the number of rows of a batch, at least 1; the last one may be shorter.
    ///   - seed: determines the order of the rows, that of `fit` with this seed; nil to take them as they come.
    ///   - epoch: the number of the epoch, from 1; each has another order.
    /// - Throws: `RowSourceError` if the source has changed.
    public func batches(
        of size: Int, shuffledBy seed: UInt64? = nil, epoch: Int = 1
    ) throws(RowSourceError) -> RowBatches<Scalar> {
        precondition(size >= 1, "batches: a batch of \(size) rows; at least 1 is needed")
        return try RowBatches(self, size: size, seed: seed, epoch: epoch)
    }
}

extension RowTable {
    /// Returns the rows in mini-batches: `for batch in table.batches(of: 256, shuffledBy: 7) { … }`.
    ///
    /// - Parameters:
    ///   - size: the number of rows of a batch, at least 1; the last one may be shorter.
    ///   - seed: determines the order of the rows, that of `fit` with this seed; nil to take them as they come.
    ///   - epoch: the number of the epoch, from 1; each has another order.
    public func batches(
        of size: Int, shuffledBy seed: UInt64? = nil, epoch: Int = 1
    ) -> some Sequence<RowTable<Scalar>> {
        precondition(size >= 1, "batches: a batch of \(size) rows; at least 1 is needed")
        // Rows in memory can always be read.
        let batches = try? RowBatches(self, size: size, seed: seed, epoch: epoch)
        return AnyIterator { try? batches?.next() }
    }
}

/// The mini-batches of one pass over the rows of a source.
///
/// A batch is a table whose memory is used again for the next one, if the batch is no longer there by then.
public final class RowBatches<Scalar: RealScalar> {
    private let source: any RowSource<Scalar>
    private let table: RowTable<Scalar>?
    private let size: Int
    /// Supplies the rows in random order; nil if they are taken as they come.
    private let feeder: BatchFeeder<Scalar>?
    /// The memory of a batch: features, targets and weights, if rows have any. Empty for parts of a table.
    private var buffers: [Tensor<Scalar>] = []
    private var columns: [UnsafeMutablePointer<Scalar>] = []
    private var nextRow = 0

    init(_ source: some RowSource<Scalar>, size: Int, seed: UInt64?, epoch: Int) throws(RowSourceError) {
        try source.check()
        self.source = source
        table = source.table
        self.size = min(size, max(1, source.rowCount))
        if let seed {
            let feeder = BatchFeeder(source, executor: WorkerPool.shared)
            try feeder.restart(seed: seed, stream: RandomStream.order(epoch: epoch), after: 0)
            self.feeder = feeder
        } else {
            feeder = nil
        }
    }

    /// Returns the next batch; nil after the last one.
    ///
    /// - Throws: `RowSourceError` if the rows cannot be read.
    public func next() throws(RowSourceError) -> RowTable<Scalar>? {
        if feeder == nil, let table { return part(of: table) }
        prepareBuffers()
        let count = if let feeder { try feeder.fill(columns, count: size) } else { try read() }
        if count == 0 { return nil }
        let parts = count == size ? buffers : buffers.map { $0.sliced(axis: 0, 0..<count) }
        return RowTable(checkedFeatures: parts[0], targets: parts[1], weights: parts.count > 2 ? parts[2] : nil)
    }

    /// Returns the next rows of a table, which are not copied.
    private func part(of table: RowTable<Scalar>) -> RowTable<Scalar>? {
        let rows = nextRange()
        if rows.isEmpty { return nil }
        return RowTable(
            checkedFeatures: table.features.sliced(axis: 0, rows), targets: table.targets.sliced(axis: 0, rows),
            weights: table.weights?.sliced(axis: 0, rows))
    }

    /// Reads the next rows into the buffers, and returns their number.
    private func read() throws(RowSourceError) -> Int {
        let rows = nextRange()
        if rows.isEmpty { return 0 }
        var block = RowBlock(source.rowShape, rowCount: rows.count, columns: columns)
        try source.read(rows, into: &block)
        return rows.count
    }

    private func nextRange() -> Range<Int> {
        let rows = nextRow..<min(nextRow + size, source.rowCount)
        nextRow = rows.upperBound
        return rows
    }

    /// Makes the buffers, or finds out where they can be written to: in place, unless somebody has kept a batch.
    private func prepareBuffers() {
        if buffers.isEmpty {
            buffers = source.rowShape.columns.map { Tensor(zeros: Shape([size] + $0.dimensions)) }
            columns = buffers.map { UnsafeMutablePointer(mutating: $0.base) }
        }
        for index in buffers.indices {
            buffers[index].makeUniqueAndContiguous()
            columns[index] = UnsafeMutablePointer(mutating: buffers[index].base)
        }
    }
}
