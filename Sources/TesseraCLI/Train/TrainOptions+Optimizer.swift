import ArgumentParser
import Tessera
import TesseraTraining

/// The optimizers by name.
enum OptimizerName: String, ExpressibleByArgument, CaseIterable {
    case sgd, adam, adamw, rmsprop, adagrad

    /// Returns the optimizer; without a learning rate sgd finds one and the others have 0.01.
    func make<Scalar: RealScalar>(
        learningRate: Double?, momentum: Double, as type: Scalar.Type
    ) -> any Optimizer<Scalar> {
        let rate = learningRate ?? 0.01
        return switch self {
        case .sgd: learningRate.map { SGD(learningRate: $0, momentum: momentum) } ?? SGD(momentum: momentum)
        case .adam: Adam(learningRate: rate)
        case .adamw: AdamW(learningRate: rate)
        case .rmsprop: RMSProp(learningRate: rate, momentum: momentum)
        case .adagrad: Adagrad(learningRate: rate)
        }
    }

    var hasMomentum: Bool { self == .sgd || self == .rmsprop }
}

/// The learning-rate schedules by name.
enum ScheduleName: String, ExpressibleByArgument, CaseIterable {
    case constant, step, cosine
    case oneCycle = "one-cycle"
    case plateau

    func make(epochs: Int) -> any LearningRateSchedule {
        switch self {
        case .constant: ConstantRate()
        case .step: StepDecay(epochs: max(1, epochs / 3))
        case .cosine: CosineAnnealing()
        case .oneCycle: OneCycle()
        case .plateau: ReduceOnPlateau()
        }
    }
}

extension TrainOptions {
    func makeOptimizer<Scalar: RealScalar>(_ model: ModelKind, as type: Scalar.Type) -> any Optimizer<Scalar> {
        (optimizer ?? (model == .mlp ? .adam : .sgd))
            .make(learningRate: learningRate, momentum: momentum ?? 0, as: type)
    }

    /// - Parameter epochs: the number of epochs of the run.
    func learningRateSchedule(epochs: Int) -> any LearningRateSchedule {
        let schedule = self.schedule.make(epochs: epochs)
        return warmup == 0 ? schedule : WarmUp(updates: warmup, then: schedule)
    }
}
