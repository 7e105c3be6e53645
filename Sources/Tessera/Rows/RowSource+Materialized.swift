extension RowSource {
    /// Returns all rows in memory: the source's table if it has one, else a copy that the workers read in parallel.
    /// Stops if the rows do not fit in memory.
    ///
    /// - Throws: The `RowSourceError` of the first range of rows that cannot be read.
    public func materialized(
        on executor: any TileExecutor = WorkerPool.shared
    ) throws(RowSourceError) -> RowTable<Scalar> {
        if let table { return table }
        let columns = rowShape.columns.map { shape in
            Tensor<Scalar>.checkedStorage(Shape([rowCount] + shape.dimensions)) { _ in }
        }
        let widths = rowShape.columns.map(\.elementCount)
        let failures = FirstFailure<RowSourceError>()
        executor.forEachRange(rowCount, length: 1024) { rows, _ in
            failures.record(rows.lowerBound) { () throws(RowSourceError) in
                let targets = zip(columns, widths).map { $0.base + rows.lowerBound * $1 }
                var block = RowBlock(rowShape, rowCount: rows.count, columns: targets)
                try read(rows, into: &block)
            }
        }
        try failures.rethrow()
        let tensors = zip(columns, rowShape.columns).map { storage, shape in
            Tensor(storage: storage, shape: Shape([rowCount] + shape.dimensions))
        }
        return RowTable(
            checkedFeatures: tensors[0], targets: tensors[1], weights: tensors.count > 2 ? tensors[2] : nil)
    }
}
