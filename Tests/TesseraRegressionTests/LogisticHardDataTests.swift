import Tessera
import Testing

import TesseraTraining
@testable import TesseraRegression

/// Logistic regressions on columns and weights whose numbers lie far apart.
@Suite struct LogisticHardDataTests {
    /// One number far out is no separation, though its linear predictor grows by 1 a step as in one. Against a solution
    /// to 60 digits; the column is 1 to 20 and then that number.
    @Test(arguments: [1e3, 1e6, 1e9], ["newton", "newton in passes", "lbfgs"])
    func aRowFarOutSeparatesNothing(_ far: Double, _ method: String) throws {
        let solver: LogisticSolver = method == "lbfgs" ? .lbfgs : .newton
        let isTall = method.hasSuffix("passes")
        let x = Tensor((1...20).map(Double.init) + [far], shape: [21, 1])
        let classes = (0..<20).map { row in row * 7 % 5 < 2 + row / 10 ? 1.0 : 0 }
        let y = Tensor(classes + [1])
        let fit =
            isTall
            ? try LogisticModel.fit(
                rows: try RowTable(features: x, targets: y.reshaped(to: [21, 1])), solver: solver)
            : try LogisticModel.fit(try RegressionDesign(features: x, target: y), solver: solver)
        let tolerance = solver == .lbfgs ? 1e-4 : 1e-5
        #expect(abs(fit.coefficients[0].estimate + 0.25336) < tolerance)
        #expect(abs(fit.coefficients[1].estimate - 0.0241297) < tolerance / 10)
        #expect(abs(fit.logLikelihood + 13.81475) < 1e-5)
        guard solver == .newton else { return }
        #expect(abs(try #require(fit.coefficients[0].standardError) - 0.93268) < 1e-5)
        #expect(abs(try #require(fit.coefficients[1].standardError) - 0.0778933) < 1e-6)
    }

    /// Seconds around a change that a few rows do not follow, 10 minutes among 19 years.
    @Test(arguments: [true, false])
    func overlapMayBeShort(_ isTall: Bool) throws {
        let (offsets, classes) = ([-60, -40, -20, 0, 15, 30, 50, 70.0], [0, 1, 0, 1, 0, 1, 0, 1.0])
        let change = 1e9 + 99.5 * 3e6
        let times: [Double] = (0..<200).map { 1e9 + 3e6 * Double($0) }
        let x = Tensor(times + offsets.map { change + $0 }, shape: [208, 1])
        let y = Tensor([Double](repeating: 0, count: 100) + [Double](repeating: 1, count: 100) + classes)
        let fit =
            isTall
            ? try LogisticModel.fit(rows: try RowTable(features: x, targets: y.reshaped(to: [208, 1])))
            : try LogisticModel.fit(try RegressionDesign(features: x, target: y))
        // The same column in minutes from the change.
        let near = try LogisticModel.fit(
            try RegressionDesign(features: (x - Tensor(change)) / 60, target: y), l2: 1e-9)
        // Passes are in double precision, where terms of 1e7 cancel to linear predictors of 1.
        let tolerance = isTall ? 1e-5 : 1e-7
        #expect(abs(fit.coefficients[1].estimate * 60 - near.coefficients[1].estimate) < tolerance)
        #expect(abs(fit.logLikelihood - near.logLikelihood) < 1e-6)
    }

    /// A column of one number in all rows that a sample looks at.
    @Test(arguments: [0.1, 1e-4, 1e9 + 0.1])
    func columnsConstantInASample(_ value: Double) throws {
        let noise = Tensor<Double>(normal: [20_000], seed: 81)
        let isSampled = Tensor((0..<20_000).map { $0 % 2500 < 64 ? 0.0 : 1 })
        let x = ((noise * isSampled) + value).reshaped(to: [20_000, 1])
        let y = Tensor<Double>(Tensor<Double>(uniform: [20_000], seed: 82) .< (noise * isSampled).sigmoid())
        let rows = try RowTable(features: x, targets: y.reshaped(to: [20_000, 1]))
        for solver in [LogisticSolver.newton, .lbfgs] {
            let fit = try LogisticModel.fit(rows: rows, solver: solver)
            #expect(abs(fit.coefficients[1].estimate - 1) < 0.06)
        }
    }

    /// Passes over rows balance heavy rows with light ones as the whole table does, and see what light rows run away
    /// from.
    @Test func heavyRowsDoNotHideTheOthers() throws {
        let (x, y) = (Tensor([[0], [1], [2], [3], [4], [5.0]]), Tensor([0, 0, 1, 0, 1, 1.0]))
        for weight in [1e6, 1e9, 1e12] {
            let weights = Tensor([weight, 1, 1, weight, 1, 1])
            let best = try LogisticModel.fit(try RegressionDesign(features: x, target: y, weights: weights))
            let tall = try LogisticModel.fit(
                rows: try RowTable(features: x, targets: y.reshaped(to: [6, 1]), weights: weights))
            #expect(abs(tall.coefficients[1].estimate - best.coefficients[1].estimate) < 1e-4)
            #expect(abs(tall.logLikelihood - best.logLikelihood) < 1e-6 * abs(best.logLikelihood))
        }
        let rows = 0..<45
        let numbers = Tensor(rows.map { Double($0 % 10) })
        let isRare = Tensor(rows.map { $0 < 40 ? 0.0 : 1.0 })
        let isThird = Tensor(rows.map { $0 % 3 == 0 ? 1.0 : 0.0 })
        let rare = Tensor(stacking: [numbers, isRare], axis: 1)
        let mixed = (isThird + isRare - isThird * isRare).reshaped(to: [45, 1])
        let weights = Tensor(rows.map { $0 < 40 ? 1e9 : 1.0 })
        #expect(throws: RegressionError(.separable(columns: ["x2"]))) {
            try LogisticModel.fit(rows: try RowTable(features: rare, targets: mixed, weights: weights))
        }
    }

    @Test func namesNumbersThatAreTooLarge() throws {
        var x = Tensor<Double>(normal: [500, 2], seed: 3)
        x[123, 1] = Tensor(1e200)
        let rows = try RowTable(features: x, targets: Tensor((0..<500).map { Double($0 % 2) }, shape: [500, 1]))
        for solver in [LogisticSolver.lbfgs, .sgd] {
            #expect(throws: RegressionError(.nonFinite(row: 123, column: 1, value: 1e200))) {
                try LogisticModel.fit(rows: rows, solver: solver)
            }
        }
        let heavy = try RowTable(
            features: Tensor<Double>(normal: [500, 2], seed: 3), targets: rows.targets,
            weights: Tensor<Double>(ones: [500]) * 1e308)
        #expect(throws: RegressionError(.invalidWeight(row: 0, value: 1e308))) {
            try LogisticModel.fit(rows: heavy)
        }
        let small = Tensor((1...20).map { Double($0) * 1e-100 }, shape: [20, 1])
        let error = #expect(throws: RegressionError.self) {
            try RegressionDesign(
                features: small, names: ["a"], target: Tensor((0..<20).map { Double($0 % 2) }), degree: 2)
        }
        guard case .tooSmall("a^2", _) = error?.reason else { throw error ?? RegressionError(.noRows) }
    }
}
