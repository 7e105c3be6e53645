public import Tessera
public import TesseraModels
import Synchronization

extension Layer {
    /// Returns this model trained on the rows of a source, as `fit` trains it, with the same bits.
    ///
    /// The training runs on a thread of its own, so that the tasks of the program go on meanwhile. Once the task is
    /// cancelled it ends before the next tile of rows: the result is then the model as the last update has left it, with
    /// `history.wasCancelled`, and `history.checkpoint` to continue from.
    ///
    /// ```swift
    /// let (model, history) = try await Sequential<Float>(widths: [64, 32, 1])
    ///     .fitted(rows, loss: .meanSquaredError, optimizer: Adam())
    /// ```
    ///
    /// - Parameters:
    ///   - rows: the features, targets and weights.
    ///   - loss: the loss to minimise, averaged over the rows.
    ///   - optimizer: takes the steps, from parameters without state.
    ///   - options: epochs, batch size and what else can be chosen.
    ///   - validation: rows whose loss is computed after each epoch and not trained on.
    ///   - progress: called after each update, on the thread of the training.
    ///   - penalty: a regularisation term added to the loss of every batch.
    ///   - onEpoch: called after each epoch, on the thread of the training; it may end the run.
    /// - Throws: `TrainingError`, as `fit`; `CancellationError` if the task is cancelled before the training begins.
    @concurrent
    public func fitted(
        _ rows: some RowSource<Scalar>, loss: Loss<Scalar>, optimizer: any Optimizer<Scalar> = SGD(),
        options: TrainingOptions = TrainingOptions(), validation: (any RowSource<Scalar>)? = nil,
        progress: (@Sendable (TrainingProgress) -> Void)? = nil,
        penalty: (@Sendable (Self) -> Tensor<Scalar>)? = nil,
        onEpoch: (@Sendable (inout TrainingEpoch<Self>) -> Void)? = nil
    ) async throws -> (model: Self, history: TrainingHistory) {
        try await trained(self) { model in
            try model.fit(
                rows, loss: loss, optimizer: optimizer, options: options, validation: validation, progress: progress,
                penalty: penalty, onEpoch: onEpoch)
        }
    }

    /// Trains this model on a thread of its own, and returns the epochs as a sequence, each with the model that it has
    /// reached.
    ///
    /// ```swift
    /// for try await epoch in model.training(rows, loss: .meanSquaredError) {
    ///     print(epoch.number, epoch.loss)
    ///     model = epoch.model
    /// }
    /// ```
    ///
    /// The training begins at once and does not wait for the loop: where that is slower than the epochs it misses some of
    /// them, but never the last element, which holds the final model and the whole history. Leaving the loop, or
    /// cancelling its task, cancels the training. The sequence can be iterated once; it throws what `fitted` throws.
    ///
    /// The parameters are those of `fitted`.
    public func training(
        _ rows: some RowSource<Scalar>, loss: Loss<Scalar>, optimizer: any Optimizer<Scalar> = SGD(),
        options: TrainingOptions = TrainingOptions(), validation: (any RowSource<Scalar>)? = nil,
        penalty: (@Sendable (Self) -> Tensor<Scalar>)? = nil
    ) -> some AsyncSequence<TrainingEpoch<Self>, any Error> & Sendable {
        epochs(of: options) { onEpoch in
            try await fitted(
                rows, loss: loss, optimizer: optimizer, options: options, validation: validation, penalty: penalty,
                onEpoch: onEpoch)
        }
    }
}

extension Estimator {
    /// Returns this model trained on the rows, as `fit` trains it, with the same bits.
    ///
    /// The training runs on a thread of its own, so that the tasks of the program go on meanwhile. Once the task is
    /// cancelled it ends before the next tile of rows: the result is then the model as the last update has left it, with
    /// `history.wasCancelled`, and `history.checkpoint` to continue from.
    ///
    /// - Parameters:
    ///   - rows: the features, targets and weights.
    ///   - optimizer: takes the steps; `SGD` without a learning rate finds one for a regression.
    ///   - options: epochs, batch size and what else can be chosen.
    ///   - validation: rows whose loss is computed after each epoch and not trained on.
    ///   - progress: called after each update, on the thread of the training.
    /// - Throws: `TrainingError`, as `fit`; `CancellationError` if the task is cancelled before the training begins.
    @concurrent
    public func fitted<Rows: RowSource>(
        _ rows: Rows, optimizer: any Optimizer<Scalar> = SGD(), options: TrainingOptions = TrainingOptions(),
        validation: (any RowSource<Rows.Scalar>)? = nil, progress: (@Sendable (TrainingProgress) -> Void)? = nil
    ) async throws -> (model: Self, history: TrainingHistory) {
        try await trained(self) { model in
            try model.fit(rows, optimizer: optimizer, options: options, validation: validation, progress: progress)
        }
    }
}

extension RegressionEstimator {
    /// Trains this model on a thread of its own, and returns the epochs as a sequence, each with the model for the columns
    /// as given: see `Layer.training`. The parameters are those of `fit`.
    public func training<Rows: RowSource>(
        _ rows: Rows, optimizer: any Optimizer<Scalar> = SGD(), options: TrainingOptions = TrainingOptions(),
        validation: (any RowSource<Rows.Scalar>)? = nil
    ) -> some AsyncSequence<TrainingEpoch<Self>, any Error> & Sendable {
        epochs(of: options) { onEpoch in
            try await trained(self) { model in
                try model.fit(rows, optimizer: optimizer, options: options, validation: validation, onEpoch: onEpoch)
            }
        }
    }
}

extension NetworkRegression {
    /// Trains this model on a thread of its own, and returns the epochs as a sequence, each with the network for the
    /// columns as given: see `Layer.training`. The parameters are those of `fit`.
    public func training<Rows: RowSource>(
        _ rows: Rows, optimizer: any Optimizer<Scalar> = SGD(), options: TrainingOptions = TrainingOptions(),
        validation: (any RowSource<Rows.Scalar>)? = nil
    ) -> some AsyncSequence<TrainingEpoch<Self>, any Error> & Sendable {
        epochs(of: options) { onEpoch in
            try await trained(self) { model in
                try model.fit(rows, optimizer: optimizer, options: options, validation: validation, onEpoch: onEpoch)
            }
        }
    }
}

/// Returns a copy of a model that `fit` has trained on a thread of its own.
@concurrent
private func trained<Model: Sendable>(
    _ start: Model, by fit: @Sendable (inout Model) throws -> TrainingHistory
) async throws -> (model: Model, history: TrainingHistory) {
    try await withDedicatedThread {
        var model = start
        let history = try fit(&model)
        return (model, history)
    }
}

/// Starts a training in a task of its own and returns the sequence of its epochs; the last element has the final model.
///
/// An epoch is handed over only where the loop has taken the one before, so that a training of many short epochs does
/// not copy its parameters in vain.
private func epochs<Model: Sendable>(
    of options: TrainingOptions,
    _ train:
        @escaping @Sendable (
            _ onEpoch: @escaping @Sendable (inout TrainingEpoch<Model>) -> Void
        ) async throws -> (Model, TrainingHistory)
) -> some AsyncSequence<TrainingEpoch<Model>, any Error> & Sendable {
    let demand = Demand()
    let (stream, continuation) = AsyncThrowingStream.makeStream(
        of: TrainingEpoch<Model>.self, bufferingPolicy: .bufferingNewest(1))
    let task = Task {
        do {
            let (model, history) = try await train { epoch in
                if demand.take() { continuation.yield(epoch) }
            }
            let report = EpochReport(history: history, epochs: options.epochs)
            continuation.yield(TrainingEpoch(report, EpochModel(model)))
            continuation.finish()
        } catch {
            continuation.finish(throwing: error)
        }
    }
    continuation.onTermination = { _ in task.cancel() }
    return stream.map { epoch in
        demand.make()
        return epoch
    }
}

/// Whether the consumer of a sequence waits for an element.
private final class Demand: Sendable {
    private let isThere = Atomic(true)

    func make() { isThere.store(true, ordering: .relaxed) }
    func take() -> Bool { isThere.exchange(false, ordering: .relaxed) }
}
