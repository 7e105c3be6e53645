public import Tessera

extension RowFile {
    /// Writes all rows of a source to an `.npy` file: a matrix whose rows are the features followed by the target. An
    /// existing file is replaced only once the new one is complete, as `AtomicFile` does.
    ///
    /// - Parameters:
    ///   - source: The rows, with one target and no weights.
    ///   - path: The path of the file.
    ///   - executor: The executor whose workers read the rows.
    /// - Throws: `RowSourceError` if the rows cannot be read, `FileError` if the file cannot be written, `RowFileError`
    ///   if the rows have a shape that cannot be written, `MemoryError` if a block of rows does not fit into memory.
    public static func write(
        _ source: some RowSource<Scalar>, to path: String, on executor: any TileExecutor = WorkerPool.shared
    ) throws {
        guard source.rowShape.targets == 1, !source.rowShape.hasWeights else {
            throw RowFileError(path, .unsupported("\(source.rowShape); only one target and no weight can be written"))
        }
        let (columns, isTooMany) = source.rowShape.features.addingReportingOverflow(1)
        guard !isTooMany, columns <= NPYHeader.maximumColumns else {
            throw RowFileError(
                path, .unsupported("\(source.rowShape); at most \(NPYHeader.maximumColumns) columns can be written"))
        }
        let element: NPYHeader.Element = Scalar.self == Float.self ? .float : .double
        let length = max(1, (1 << 20) / columns)
        // The buffer of a piece, and the blocks into which the workers read its rows.
        try requireMemory(2 * min(length, source.rowCount), columns, MemoryLayout<Scalar>.stride, for: "\(path)'s rows")
        try AtomicFile.write(to: path) { file in
            let header = NPYHeader(element, rows: source.rowCount, columns: columns)
            // Rows may be expensive to compute, so a full disk is reported before the first one is.
            try file.requireRoom(header.fileByteCount)
            try file.writeAll(header.bytes)
            let piece = InterleavedRows<Scalar>(rows: min(length, source.rowCount), columns: columns)
            for first in stride(from: 0, to: source.rowCount, by: length) {
                let rows = first..<min(source.rowCount, first + length)
                try piece.read(rows, from: source, on: executor)
                try file.writeAll(piece.bytes(rows.count))
            }
        }
    }
}

/// A buffer of rows in the layout of the file: the features of a row, then its target. Workers write disjoint rows.
private final class InterleavedRows<Scalar: RealScalar> {
    private let memory: UnsafeMutableBufferPointer<Scalar>
    private let columns: Int

    init(rows: Int, columns: Int) {
        self.columns = columns
        memory = .allocate(capacity: rows * columns)
        memory.initialize(repeating: 0)
    }

    deinit {
        memory.deallocate()
    }

    /// Returns the bytes of the first `rows` rows.
    func bytes(_ rows: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            rebasing: UnsafeRawBufferPointer(memory)[..<(rows * columns * MemoryLayout<Scalar>.stride)])
    }

    /// Reads a range of rows of the source into the first rows of the buffer, in parallel.
    func read(
        _ rows: Range<Int>, from source: some RowSource<Scalar>, on executor: any TileExecutor
    ) throws(RowSourceError) {
        let failures = FirstFailure<RowSourceError>()
        executor.forEachRange(rows.count, length: 1024) { part, _ in
            failures.record(part.lowerBound) { () throws(RowSourceError) in
                try fill(part, rows.lowerBound, source)
            }
        }
        try failures.rethrow()
    }

    private func fill(_ part: Range<Int>, _ first: Int, _ source: some RowSource<Scalar>) throws(RowSourceError) {
        let features = columns - 1
        let block = UnsafeMutableBufferPointer<Scalar>.allocate(capacity: part.count * columns)
        defer { block.deallocate() }
        guard let x = block.baseAddress else { return }
        let y = x + part.count * features
        var target = RowBlock(source.rowShape, rowCount: part.count, columns: [x, y])
        try source.read(first + part.lowerBound..<first + part.upperBound, into: &target)
        for (offset, row) in part.enumerated() {
            guard let to = memory.baseAddress.map({ $0 + row * columns }) else { return }
            to.update(from: x + offset * features, count: features)
            to[features] = y[offset]
        }
    }
}
