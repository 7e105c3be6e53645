public import Tessera

extension Layer {
    /// Trains this model on rows in memory; it holds the last parameters afterwards.
    ///
    /// - Parameters:
    ///   - penalty: added to the loss of every batch, as for regularisation.
    ///   - validation: rows whose loss is computed after each epoch and not trained on.
    ///   - progress: called after each update.
    /// - Throws: `TrainingError.divergedNonFinite` as soon as the loss or a parameter is not finite.
    @discardableResult
    public mutating func fit(
        _ data: Dataset<Scalar>, loss: Loss<Scalar>, options: TrainingOptions = TrainingOptions(),
        penalty: ((Self) -> Tensor<Scalar>)? = nil, validation: Dataset<Scalar>? = nil,
        progress: (TrainingProgress) -> Void = { _ in }
    ) throws(TrainingError) -> TrainingHistory {
        try options.checkForEstimatorsOnly()
        return try train(
            data, loss: loss, options: options, penalty: penalty, validation: validation, progress: progress)
    }

    mutating func train(
        _ data: Dataset<Scalar>, loss: Loss<Scalar>, options: TrainingOptions,
        penalty: ((Self) -> Tensor<Scalar>)?, validation: Dataset<Scalar>?, progress: (TrainingProgress) -> Void
    ) throws(TrainingError) -> TrainingHistory {
        try options.check()
        try validation?.checkWidth(data.features.shape[1])
        var run = TrainingRun<Scalar>(data, options)
        var history = TrainingHistory()
        for epoch in 0..<options.epochs {
            let total = try run.epoch(epoch + 1, &self, loss, penalty, progress)
            history.losses.append(total)
            if let validation {
                history.validationLosses.append(Double(loss.value(self(validation.features), validation.targets).item))
            }
            if run.hasConverged(at: total), epoch + 1 < options.epochs {
                history.stoppedEarly = true
                break
            }
        }
        return history
    }
}

/// The state of a training run between updates.
private struct TrainingRun<Scalar: RealScalar> {
    private let data: Dataset<Scalar>
    private let options: TrainingOptions
    private let batchSize: Int
    private var optimizer: any Optimizer<Scalar>
    private var best = Double.infinity
    private var rowsSeen = 0

    init(_ data: Dataset<Scalar>, _ options: TrainingOptions) {
        self.data = data
        self.options = options
        batchSize = min(options.batchSize ?? data.rows, data.rows)
        let rate = Scalar(options.learningRate)
        switch options.method {
        case .sgd(let momentum, let nesterov):
            optimizer = SGD(learningRate: rate, momentum: Scalar(momentum), nesterov: nesterov)
        case .adam: optimizer = Adam(learningRate: rate)
        }
    }

    /// One pass over all rows; returns the mean loss over them.
    mutating func epoch<Model: Layer>(
        _ epoch: Int, _ model: inout Model, _ loss: Loss<Scalar>, _ penalty: ((Model) -> Tensor<Scalar>)?,
        _ progress: (TrainingProgress) -> Void
    ) throws(TrainingError) -> Double where Model.Scalar == Scalar {
        let steps = (data.rows + batchSize - 1) / batchSize
        let order = batchSize == data.rows ? nil : shuffledOrder(epoch)
        var total = 0.0
        for step in 0..<steps {
            let range = step * batchSize..<min((step + 1) * batchSize, data.rows)
            let batch = order.map { data.picking($0[range]) } ?? data
            let (value, slope) = valueAndGradient(at: model) { model in
                let value = loss.value(model(batch.features), batch.targets)
                return penalty.map { value + $0(model) } ?? value
            }
            let batchLoss = Double(value.item)
            optimizer.update(&model, along: slope)
            guard batchLoss.isFinite, step < steps - 1 || model.parameters.allSatisfy(\.isFinite) else {
                throw .divergedNonFinite(epoch: epoch, step: step + 1, loss: batchLoss)
            }
            total += batchLoss * Double(range.count)
            rowsSeen += range.count
            progress(
                TrainingProgress(
                    epoch: epoch, epochs: options.epochs, step: step + 1, steps: steps, loss: batchLoss, rows: rowsSeen)
            )
        }
        return total / Double(data.rows)
    }

    mutating func hasConverged(at loss: Double) -> Bool {
        defer { best = min(best, loss) }
        return options.tolerance.map { best - loss < $0 } ?? false
    }

    private func shuffledOrder(_ epoch: Int) -> [Int32] {
        randomPermutation(count: data.rows, seed: options.seed, stream: RandomStream.order(epoch: epoch)).map(
            Int32.init)
    }
}

extension Tensor where Scalar: RealScalar {
    /// Whether no element is NaN or infinite: times zero those stay NaN.
    fileprivate var isFinite: Bool { (self * 0).sum().item == 0 }
}
