public import Tessera

extension Predictor {
    /// Returns the predicted number or, for classification, the logit of class 1 of all rows of a source: shape [rows].
    ///
    /// The rows are read tile by tile, shared among the workers; the source may be larger than memory. Targets and weights
    /// are not looked at. A task of a server calls it in `withDedicatedThread`, where it can be cancelled:
    ///
    /// ```swift
    /// let logits = try await withDedicatedThread { try model.linearPredictor(over: rows) }
    /// ```
    ///
    /// - Throws: `RowSourceError` if the rows cannot be read. Rows of another width than the model takes stop the program.
    public func linearPredictor(
        over rows: some RowSource<Scalar>, on executor: any TileExecutor = WorkerPool.shared
    ) throws(RowSourceError) -> Tensor<Scalar> {
        let parts = try rows.fold(Predictions(model: self), on: executor)
        return parts.isEmpty ? Tensor(zeros: [0]) : Tensor(concatenating: parts, axis: 0)
    }
}

/// The predictions of the rows of a tile, then those of the next one.
private struct Predictions<Model: Predictor>: RowFold {
    typealias Scalar = Model.Scalar

    let model: Model

    var empty: [Tensor<Scalar>] { [] }

    func add(_ tile: borrowing RowTile<Scalar>, to partial: inout [Tensor<Scalar>]) {
        // The tile's memory is lent: what a model returns may be a view of it.
        partial.append(model.linearPredictor(tile.batch.features).copied())
    }

    func merge(_ later: [Tensor<Scalar>], into partial: inout [Tensor<Scalar>]) {
        partial += later
    }
}
