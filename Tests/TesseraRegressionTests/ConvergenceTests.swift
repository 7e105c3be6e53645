import Tessera
import Testing

import TesseraTraining
@testable import TesseraRegression

/// Every solver says whether it has converged, and keeps what it has where it has not.
@Suite struct ConvergenceTests {
    private static let x = Tensor<Double>(normal: [80, 3], seed: 21) * Tensor([1, 5, 0.2]) + Tensor([0, 40, 1])
    private static let y = x.matmul(Tensor([1, -0.3, 2])) + Tensor<Double>(normal: [80], seed: 22)

    @Test(arguments: LinearSolver.allCases)
    func linear(_ solver: LinearSolver) throws {
        let design = try RegressionDesign(features: Self.x, target: Self.y)
        let l1 = solver == .coordinateDescent ? 0.5 : 0
        let fit = try LinearModel.fit(design, solver: solver, l1: l1)
        #expect(fit.convergence.isConverged && fit.convergence.violation <= fit.convergence.tolerance)
        #expect(!fit.description.contains("Not converged"))
        let gradients = Self.x.transposed().matmul(Tensor(fit.residuals)).abs().max().item
        if solver == .gradientDescent { #expect(gradients < 1e-5) }
        guard solver == .gradientDescent || solver == .sgd else { return }
        let short = try LinearModel.fit(design, solver: solver, tolerance: 1e-12, maximumIterations: 2)
        #expect(!short.convergence.isConverged && short.convergence.iterations == 2)
        #expect(short.coefficients.count == 4 && short.description.contains("Not converged after 2 steps"))
    }

    @Test(arguments: LogisticSolver.allCases)
    func logistic(_ solver: LogisticSolver) throws {
        let classes = Tensor<Double>(Self.y + Tensor<Double>(normal: [80], seed: 23) * 2 .> Self.y.mean())
        let design = try RegressionDesign(features: Self.x, target: classes)
        let fit = try LogisticModel.fit(design, solver: solver)
        #expect(fit.convergence.isConverged, "\(fit.convergence)")
        let short = try LogisticModel.fit(design, solver: solver, maximumIterations: 1)
        #expect(!short.convergence.isConverged && short.iterations <= 1)
        #expect(short.description.contains("Not converged"))
        if solver == .newton {
            let classes = try MultinomialModel.fit(design, maximumIterations: 1)
            #expect(!classes.convergence.isConverged && classes.coefficients[0].count == 4)
            let penalized = try LogisticModel.fit(design, l1: 1, maximumIterations: 1)
            #expect(!penalized.convergence.isConverged)
        }
    }

    @Test func optionsAreChecked() throws {
        let design = try RegressionDesign(features: Self.x, target: Self.y)
        for tolerance in [0, -1, 1, .nan] {
            #expect(throws: RegressionError.self) { try LinearModel.fit(design, tolerance: tolerance) }
        }
        #expect(throws: RegressionError.self) { try LinearModel.fit(design, maximumIterations: 0) }
    }

    /// Columns that are one another to six digits: softmax of three classes as exact as logistic regression of two.
    @Test(arguments: [1e-5, 1e-6, 1e-7])
    func nearlyCollinearColumns(_ distance: Double) throws {
        let first = Tensor<Double>(normal: [90, 1], seed: 31)
        let second = first + Tensor<Double>(normal: [90, 1], seed: 32) * distance
        let x = Tensor(concatenating: [first, second, Tensor<Double>(normal: [90, 1], seed: 33)], axis: 1)
        let noise = Tensor<Double>(uniform: [90], seed: 34).scalars
        let two = Tensor(noise.map { $0 > 0.5 ? 1.0 : 0 })
        let design = try RegressionDesign(features: x, target: two)
        let (binary, softmax) = (try LogisticModel.fit(design), try MultinomialModel.fit(design))
        for (a, b) in zip(softmax.coefficients[0], binary.coefficients) {
            #expect(abs(a.estimate - b.estimate) <= 1e-12 * abs(b.estimate))
            let (error, exact) = (try #require(a.standardError), try #require(b.standardError))
            #expect(abs(error - exact) <= 1e-12 * exact)
        }
        let three = try RegressionDesign(features: x, target: Tensor(noise.map { ($0 * 3).rounded(.down) }))
        let fit = try MultinomialModel.fit(three)
        #expect(fit.convergence.isConverged && fit.convergence.violation < 1e-9)
        // The columns' difference, in units in which it is of size 1, is a better one to fit: the model is the same.
        let other = Tensor(concatenating: [first, (second - first) / Tensor(distance), x[.full, 2..<3]], axis: 1)
        let same = try MultinomialModel.fit(
            try RegressionDesign(features: other, target: Tensor(noise.map { ($0 * 3).rounded(.down) })))
        #expect(abs(fit.logLikelihood - same.logLikelihood) < 1e-9 * abs(same.logLikelihood))
        for (a, b) in zip(fit.coefficients, same.coefficients) {
            // The difference of two doubles of size 1 is exact, its quotient rounded; the coefficient of it is b's.
            #expect(abs(a[2].estimate * distance - b[2].estimate) < 1e-8 * max(1, abs(b[2].estimate)))
        }
    }

    /// Numbers that agree in their first 14 digits are told apart; those that agree in all are not.
    @Test func nanosecondsSince1970() throws {
        let times = (0..<50).map { 1.7e18 + Double($0 * 256) }
        let y = Tensor<Double>(normal: [50], seed: 41)
        let fit = try LinearModel.fit(try RegressionDesign(features: Tensor(times, shape: [50, 1]), target: y))
        let near = try LinearModel.fit(
            try RegressionDesign(features: Tensor(times.map { $0 - 1.7e18 }, shape: [50, 1]), target: y))
        #expect(abs(fit.coefficients[1].estimate - near.coefficients[1].estimate) < 1e-13 * 1e-4)
        let (error, exact) = (
            try #require(fit.coefficients[1].standardError), try #require(near.coefficients[1].standardError)
        )
        #expect(abs(error - exact) < 1e-10 * exact && abs(fit.rSquared! - near.rSquared!) < 1e-12)
        let same = try RegressionDesign(
            features: Tensor([Double](repeating: 1.7e18, count: 50), shape: [50, 1]), names: ["t"], target: y)
        let error2 = #expect(throws: RegressionError.self) { try LinearModel.fit(same) }
        #expect(error2?.description.contains("cannot be told apart") == true)
        let classes = Tensor<Double>((0..<50).map { Double($0 * 7 % 5 < 2 ? 1 : 0) })
        let logistic = try LogisticModel.fit(
            try RegressionDesign(features: Tensor(times, shape: [50, 1]), target: classes))
        let other = try LogisticModel.fit(
            try RegressionDesign(features: Tensor(times.map { $0 - 1.7e18 }, shape: [50, 1]), target: classes))
        #expect(abs(logistic.logLikelihood - other.logLikelihood) < 1e-10)
    }
}
