import Foundation
import Tessera
import TesseraTraining
import Testing

/// Learning-rate schedules against their closed formulas.
@Suite struct ScheduleTests {
    /// A run of 100 updates, 10 in each epoch.
    private func factor(_ schedule: some LearningRateSchedule, _ index: Int) -> Double {
        schedule.factor(at: ScheduledUpdate(index: index, count: 100, epoch: index / 10))
    }

    /// A schedule and its factors at some updates.
    struct Case: CustomTestStringConvertible, Sendable {
        let schedule: any LearningRateSchedule
        let factors: [Int: Double]
        var testDescription: String { "\(schedule)" }

        init(_ schedule: any LearningRateSchedule, _ factors: [Int: Double]) {
            (self.schedule, self.factors) = (schedule, factors)
        }
    }

    private static let low = 0.04 / 10_000
    private static let rising: Double = 1 + (0.04 - 1) * (1 + cos(Double.pi * 10 / 29)) / 2
    private static let eighth: Double = (1 + 0.5.squareRoot()) / 2

    static let cases: [Case] = [
        Case(ConstantRate(), [0: 1, 99: 1]),
        Case(StepDecay(epochs: 2, gamma: 0.5), [0: 1, 19: 1, 20: 0.5, 40: 0.25, 99: 0.0625]),
        Case(CosineAnnealing(), [0: 1, 25: eighth, 50: 0.5, 100: 0]),
        Case(CosineAnnealing(minimum: 0.2), [0: 1, 50: 0.6, 100: 0.2]),
        Case(WarmUp(updates: 4), [0: 0.25, 1: 0.5, 3: 1, 4: 1, 50: 1]),
        Case(WarmUp(updates: 20, then: CosineAnnealing()), [0: 0.05, 19: 1, 20: 1, 60: 0.5, 100: 0]),
        Case(WarmUp(updates: 20, then: StepDecay(epochs: 5)), [19: 1, 49: 1, 50: 0.1]),
        // The phases end at updates 29 and 99.
        Case(OneCycle(), [0: 0.04, 10: rising, 29: 1, 64: (1 + low) / 2, 99: low]),
    ]

    @Test(arguments: cases)
    func factorsFollowTheFormula(_ example: Case) {
        for (index, value) in example.factors {
            #expect(abs(factor(example.schedule, index) - value) < 1e-12, "\(index)")
        }
    }

    /// A loss that falls, stays for more epochs than the patience, and stays again.
    @Test func aPlateauLowersTheRate() {
        var schedule = ReduceOnPlateau(gamma: 0.5, patience: 2, minimum: 0.2)
        var factors: [Double] = []
        for loss in [4.0, 3, 3, 3, 2.9999, 2.9, 2.9, 3, 3, 3, 3, 3, 3, 3, 3] {
            schedule.observe(loss: loss)
            factors.append(factor(schedule, 0))
        }
        // 2.9999 is no decrease of one part in 10,000.
        #expect(factors == [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2, 0.2, 0.2, 0.2])
    }

    /// Training with a schedule takes the steps that a loop with these learning rates takes.
    @Test(
        arguments: [
            StepDecay(epochs: 1, gamma: 0.5), CosineAnnealing(), OneCycle(),
            WarmUp(updates: 7, then: CosineAnnealing()),
        ] as [any LearningRateSchedule])
    func fitFollowsTheSchedule(_ schedule: any LearningRateSchedule) throws {
        let x = Tensor<Double>(normal: [30, 2], seed: 1)
        let data = try RowTable(features: x, targets: x.sum(axis: 1))
        var (trained, model) = (Linear<Double>(zeroInputs: 2), Linear<Double>(zeroInputs: 2))
        let options = TrainingOptions(epochs: 20, schedule: schedule)
        try trained.fit(data, loss: .meanSquaredError, optimizer: Adam(learningRate: 0.1), options: options)
        var optimizer = Adam<Double>()
        for update in 0..<20 {
            let gradient = gradient(at: model) { meanSquaredError(predicted: $0(x), expected: data.targets) }
            optimizer.learningRate = 0.1 * schedule.factor(at: ScheduledUpdate(index: update, count: 20, epoch: update))
            optimizer.update(&model, along: gradient)
        }
        #expect(trained.weight.isClose(to: model.weight, relativeTolerance: 1e-12))
    }
}
