#if Logging
    internal import Logging
#endif
#if Metrics
    internal import CoreMetrics
#endif

/// The messages of a training through swift-log, and its counts through swift-metrics, in builds with the package traits
/// `Logging` and `Metrics`.
///
/// Messages go to the logger of the task, `Logger.current`, which `withLogger` sets. None is above the level debug: what a
/// program has to know is thrown or returned.
struct TrainingLog {
    #if Logging
        private let logger = Logger.current
    #endif

    /// A training of some rows begins.
    func begin(rows: Int, batchSize: Int, epochs: Int, learningRate: Double) {
        #if Logging
            logger.debug(
                "training begins",
                metadata: [
                    "rows": "\(rows)", "batch_size": "\(batchSize)", "epochs": "\(epochs)",
                    "learning_rate": "\(learningRate)",
                ])
        #endif
    }

    /// An epoch of a training has ended.
    func end(epoch: Int, loss: Double, validationLoss: Double?) {
        #if Logging
            logger.trace(
                "epoch ended",
                metadata: [
                    "epoch": "\(epoch)", "loss": "\(loss)", "validation_loss": validationLoss.map { "\($0)" } ?? "none",
                ])
        #endif
    }

    /// A training has ended, after so many updates on so many rows, counted in each epoch again.
    func end(_ history: TrainingHistory, updates: Int, rows: Int, duration: Duration) {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
        #if Logging
            logger.debug(
                "training ended",
                metadata: [
                    "epochs": "\(history.losses.count)", "updates": "\(updates)", "rows": "\(rows)",
                    "seconds": "\(seconds)", "loss": history.losses.last.map { "\($0)" } ?? "none",
                    "converged": "\(history.hasConverged)", "cancelled": "\(history.wasCancelled)",
                ])
        #endif
        #if Metrics
            Counter(label: "tessera_training_updates").increment(by: updates)
            Counter(label: "tessera_training_rows").increment(by: rows)
            Recorder(label: "tessera_training_seconds").record(seconds)
        #endif
    }

    /// A training has failed.
    func fail(_ error: any Error) {
        #if Logging
            logger.debug("training failed", metadata: ["error": "\(error)"])
        #endif
    }
}
