import Tessera
import Testing

import TesseraTraining
@testable import TesseraRegression

/// Nothing is explained where nothing varies, and a unit of the weights changes nothing but sums.
@Suite struct NothingToExplainTests {
    private static let x = Tensor<Double>(normal: [20, 2], seed: 9) * Tensor([1, 30]) + Tensor([0, 100])

    @Test(arguments: [5, 0.1, -1e9 / 3, 1e-30, 0], [LinearSolver.qr, .normalEquations, .svd])
    func constantTargets(_ value: Double, _ solver: LinearSolver) throws {
        let design = try RegressionDesign(features: Self.x, target: Tensor(zeros: [20]) + value)
        let fit = try LinearModel.fit(design, solver: solver)
        #expect(fit.rSquared == 0 && fit.fStatistic == nil && fit.fPValue == nil && fit.logLikelihood == nil)
        #expect(fit.coefficients.allSatisfy { $0.pValue == nil && $0.statistic == nil && $0.confidenceInterval == nil })
        #expect(!fit.description.contains("*  ") && fit.description.contains("nothing to explain"))
        for coefficient in fit.coefficients.dropFirst() {
            // Rounding of the target over the sizes of the columns.
            #expect(abs(coefficient.estimate) <= 1e-13 * abs(value))
        }
    }

    /// Targets that a line meets to their last digit.
    @Test(arguments: [0.1, 1e6, 3e-7])
    func exactFits(_ slope: Double) throws {
        let x = (0..<12).map { Double($0) / 3 }
        let y = x.map { $0 * slope + slope }
        let design = try RegressionDesign(features: Tensor(x, shape: [12, 1]), target: Tensor(y))
        let fit = try LinearModel.fit(design)
        #expect(fit.isExact && fit.coefficients.allSatisfy { $0.pValue == nil })
        #expect(fit.fPValue == nil && fit.logLikelihood == nil)
        #expect(abs(try #require(fit.rSquared) - 1) < 1e-14)
        // A thousandth of the digits is no rounding.
        let noisy = y.enumerated().map { $1 * (1 + ($0 % 2 == 0 ? 1e-13 : -1e-13)) }
        let other = try LinearModel.fit(
            try RegressionDesign(features: Tensor(x, shape: [12, 1]), target: Tensor(noisy)))
        #expect(!other.isExact && other.coefficients.allSatisfy { $0.pValue != nil })
    }

    @Test func withoutAnInterceptTheComparisonIsSaid() throws {
        let y = Tensor<Double>(normal: [20], seed: 10)
        let without = try LinearModel.fit(
            try RegressionDesign(features: Self.x, target: y, intercept: false))
        #expect(without.description.contains("compared with 0"))
        let with = try LinearModel.fit(try RegressionDesign(features: Self.x, target: y))
        #expect(!with.description.contains("compared"))
    }

    /// Evaluations of equal targets, whatever their mean is rounded to.
    @Test(arguments: [0.1, 1.1, 1e15 / 7, -3e-9])
    func metricsOfConstantTargets(_ value: Double) throws {
        let targets = Tensor<Double>(zeros: [10]) + value
        #expect(Metrics.rSquared(predicted: targets * (1 + 1e-7), expected: targets) == 0)
        #expect(Metrics.rSquared(predicted: targets, expected: targets) == 0)
        let rows = try RowTable(
            features: Tensor<Double>(normal: [5000, 1], seed: 3), targets: Tensor(zeros: [5000, 1]) + value)
        var model = LinearRegression<Double>()
        try model.fit(rows, optimizer: SGD(learningRate: 1e-3), options: TrainingOptions(epochs: 1))
        let found = try RegressionEvaluation(of: model, task: .linear, on: rows)
        #expect(found.metrics["rSquared"] == 0)
    }

    @Test(arguments: [1e-200, 1e-150, 1e-60, 1e60, 1e150, 1e200], [0, 2.5])
    func weightsOfAnyUnit(_ unit: Double, _ l2: Double) throws {
        let y = Self.x.matmul(Tensor([0.4, 0.02])) + Tensor<Double>(normal: [20], seed: 12)
        let weights = Tensor<Double>(uniform: [20], seed: 13) + 0.5
        // A power of 2 leaves all digits as they are.
        let factor = Double(sign: .plus, exponent: unit.exponent, significand: 1)
        func design(_ target: Tensor<Double>, _ factor: Double) throws -> RegressionDesign {
            try RegressionDesign(features: Self.x, target: target, weights: weights * Tensor(factor))
        }
        let one = try LinearModel.fit(design(y, 1), l2: l2)
        let other = try LinearModel.fit(design(y, factor), l2: l2 * factor)
        expectClose(other.rSquared, one.rSquared)
        expectClose(other.fStatistic, one.fStatistic)
        expectClose(other.logLikelihood, one.logLikelihood)
        expectClose(other.residualSumOfSquares / factor, one.residualSumOfSquares)
        expectClose(other.totalSumOfSquares / factor, one.totalSumOfSquares)
        for (a, b) in zip(other.coefficients, one.coefficients) {
            expectClose(a.estimate, b.estimate)
            expectClose(a.standardError, b.standardError)
        }
        let classes = Tensor<Double>(y .> y.mean())
        let near = try LogisticModel.fit(design(classes, 1), l2: l2)
        let far = try LogisticModel.fit(design(classes, factor), l2: l2 * factor)
        expectClose(far.logLikelihood / factor, near.logLikelihood)
        expectClose(far.nullLogLikelihood / factor, near.nullLogLikelihood)
        for (a, b) in zip(far.coefficients, near.coefficients) { expectClose(a.estimate, b.estimate) }
    }

    private func expectClose(_ a: Double?, _ b: Double?) {
        #expect((a == nil) == (b == nil))
        guard let a, let b else { return }
        #expect(abs(a - b) <= 1e-11 * abs(b), "\(a) \(b)")
    }
}
