import Tessera
import Testing

import TesseraTraining
@testable import TesseraRegression

/// The public face of linear regression: solvers, penalties, rows from anywhere.
@Suite struct LinearFitTests {
    private static let x = Tensor<Double>(normal: [60, 3], seed: 1) * Tensor([1, 20, 0.3]) + Tensor([5, -100, 0])
    private static let y =
        x.matmul(Tensor([2, -0.5, 4])) + 3 + Tensor<Double>(normal: [60], standardDeviation: 0.5, seed: 2)
    private static let weights = Tensor<Double>(uniform: [60], seed: 3) + 0.2

    private static func design(weighted: Bool = false, intercept: Bool = true) throws -> RegressionDesign {
        try RegressionDesign(
            features: x, names: ["a", "b", "c"], target: y, weights: weighted ? weights : nil, intercept: intercept)
    }

    /// Every solver finds the same regression; those that step come near it.
    @Test(arguments: [false, true], [0, 2.5])
    func solversAgree(_ weighted: Bool, _ l2: Double) throws {
        let design = try Self.design(weighted: weighted)
        let best = try LinearModel.fit(design, solver: .qr, l2: l2)
        for solver in [LinearSolver.svd, .normalEquations, .coordinateDescent] {
            let other = try LinearModel.fit(design, solver: solver, l2: l2)
            #expect(other.solver == solver)
            expectClose(other, best, 1e-11)
            if l2 == 0, solver != .coordinateDescent {
                for (a, b) in zip(other.coefficients, best.coefficients) {
                    let (error, exact) = (try #require(a.standardError), try #require(b.standardError))
                    #expect(abs(error - exact) < 1e-10 * exact)
                    #expect(abs(try #require(a.pValue) - (try #require(b.pValue))) < 1e-9)
                }
                #expect(abs(try #require(other.aic) - (try #require(best.aic))) < 1e-8)
            }
        }
        for solver in [LinearSolver.gradientDescent, .sgd] where l2 == 0 {
            expectClose(try LinearModel.fit(design, solver: solver), best, solver == .sgd ? 0.2 : 1e-6)
        }
    }

    private func expectClose(_ a: LinearSummary, _ b: LinearSummary, _ tolerance: Double) {
        #expect(a.coefficients.map(\.name) == b.coefficients.map(\.name))
        for (x, y) in zip(a.coefficients, b.coefficients) {
            #expect(abs(x.estimate - y.estimate) <= tolerance * max(1, abs(y.estimate)), "\(a.solver) \(x.name)")
        }
        let squares = abs(a.residualSumOfSquares - b.residualSumOfSquares)
        #expect(squares <= tolerance * b.residualSumOfSquares, "\(a.solver)")
    }

    /// At the minimum the derivative of the squares is ±l1 where a coefficient is not 0, and smaller where it is.
    @Test(arguments: [0.0, 3.0])
    func penaltiesOnMagnitudesFulfilTheirConditions(_ l2: Double) throws {
        let l1 = 40.0
        let fit = try LinearModel.fit(try Self.design(), l1: l1, l2: l2)
        let gradients = (2 * Self.x.transposed().matmul(Tensor(fit.residuals))).scalars
        for (coefficient, derivative) in zip(fit.coefficients.dropFirst(), gradients) {
            let penalised = derivative - 2 * l2 * coefficient.estimate
            if coefficient.estimate == 0 {
                #expect(abs(penalised) <= l1)
            } else {
                #expect(abs(penalised - (coefficient.estimate < 0 ? -l1 : l1)) < 1e-8)
            }
        }
        #expect(abs(fit.residuals.reduce(0, +)) < 1e-9)
        let strict = try LinearModel.fit(try Self.design(), l1: 1e7)
        #expect(strict.coefficients.dropFirst().allSatisfy { $0.estimate == 0 })
    }

    @Test func singularValuesShareWhatDependentColumnsExplain() throws {
        let twice = Tensor(concatenating: [Self.x, Self.x.sliced(axis: 1, 0..<1)], axis: 1)
        let design = try RegressionDesign(features: twice, names: ["a", "b", "c", "again"], target: Self.y)
        let fit = try LinearModel.fit(design, solver: .svd)
        let whole = try LinearModel.fit(try Self.design())
        let (first, again) = (try #require(fit["a"]).estimate, try #require(fit["again"]).estimate)
        #expect(fit.rank == 4 && abs(first - again) < 1e-10 && fit["a"]?.standardError == nil)
        #expect(abs(first + again - (try #require(whole["a"]).estimate)) < 1e-10)
        #expect(fit.description.contains("Only 4 of 5 columns are independent"))
        for solver in [LinearSolver.qr, .normalEquations] {
            #expect(throws: RegressionError(.collinear(column: "again", with: ["a"]))) {
                try LinearModel.fit(design, solver: solver)
            }
        }
    }

    /// Tables above a million numbers go by passes over tiles; nothing but the speed shows it.
    @Test func tallTablesGiveTheSameSummary() throws {
        let x = Tensor<Double>(normal: [60_000, 18], seed: 4) + 2
        let y = x.matmul(Tensor<Double>(normal: [18], seed: 5)) + Tensor<Double>(normal: [60_000], seed: 6)
        let tall = try LinearModel.fit(try RegressionDesign(features: x, target: y))
        let rows = try RowTable(features: x, targets: y.reshaped(to: [60_000, 1]))
        let other = try #require(try LinearModel.fit(rows: rows, solver: .qr).first)
        #expect(tall.solver == .normalEquations && other.solver == .qr)
        expectClose(tall, other, 1e-14)
        #expect(tall.residuals.count == 60_000 && tall.leverages.count == 60_000)
        #expect(abs(tall.leverages.reduce(0, +) - 19) < 1e-9)
        let sample = x.sliced(axis: 0, 0..<3)
        for (predicted, row) in zip(tall.predict(sample).scalars, 0..<3) {
            #expect(abs(y[row].item - tall.residuals[row] - predicted) < 1e-12)
        }
    }

    @Test func rowsFromAnywhereAreFittedInBoundedMemory() throws {
        let rows = try SyntheticTable<Double>(rows: 100_000, features: 4, target: .linear(noise: 0.1), seed: 7)
        let fit = try #require(try LinearModel.fit(rows: rows).first)
        for (coefficient, exact) in zip(fit.coefficients.dropFirst(), rows.trueWeights.scalars) {
            #expect(abs(coefficient.estimate - exact) < 5 * (try #require(coefficient.standardError)))
        }
        #expect(fit.residuals.isEmpty && fit.rows == 100_000)
        #expect(abs(try #require(fit.residualStandardError) - 0.1) < 1e-3)
    }

    /// The reference is WLS of statsmodels and the formulas of its influence measures.
    @Test func weightsCountInInfluence() throws {
        let x = Tensor<Double>([1, 2, 3, 4, 5, 6.5], shape: [6, 1])
        let (y, weights) = (Tensor<Double>([1.1, 1.9, 3.5, 3.7, 5.6, 6]), Tensor<Double>([1, 4, 0.25, 9, 1, 2]))
        let design = try RegressionDesign(features: x, target: y, weights: weights)
        let distances = [
            0.010507815623932033, 0.013260736533372596, 0.0038387777747924574, 0.3815056774405614, 0.20144933309896368,
            0.1474042033445903,
        ]
        for solver in [LinearSolver.qr, .normalEquations] {
            let fit = try LinearModel.fit(design, solver: solver)
            for (found, exact) in zip(fit.cooksDistances, distances) { #expect(abs(found - exact) < 1e-12) }
            #expect(abs(fit.standardizedResiduals[4] - 1.8654553412067008) < 1e-12)
            #expect(abs(try #require(fit.fStatistic) - 130.48177900024012) < 1e-10)
            #expect(abs(try #require(fit.fPValue) - 0.00033510567622939576) < 1e-15)
            #expect(abs(try #require(fit.adjustedRSquared) - 0.9628202419898753) < 1e-13)
            #expect(abs(try #require(fit.coefficients[0].pValue) - 0.8600540600638203) < 1e-12)
        }
        #expect(try LinearModel.fit(design, l2: 1).cooksDistances.isEmpty)
    }

    /// Powers of a column are nearly dependent: rounds alone would take for ever.
    @Test(arguments: [3, 4, 5, 6])
    func penaltiesOnMagnitudesOfAlikeColumns(_ degree: Int) throws {
        let x = Tensor<Double>((0..<40).map { Double($0) / 10 }, shape: [40, 1])
        let y = x.flattened().sin() + Tensor<Double>(normal: [40], standardDeviation: 0.1, seed: 8)
        let l1 = 0.01
        let fit = try LinearModel.fit(try RegressionDesign(features: x, target: y, degree: degree), l1: l1)
        for (power, coefficient) in fit.coefficients.dropFirst().enumerated() {
            let values = x.flattened().scalars.map { base in (0...power).reduce(1.0) { product, _ in product * base } }
            let derivative = 2 * zip(values, fit.residuals).reduce(0) { $0 + $1.0 * $1.1 }
            // Sums of 40 products up to 4^power.
            let rounding = 1e-9 * (values.last ?? 1) * 40
            if coefficient.estimate == 0 {
                #expect(abs(derivative) <= l1 + rounding)
            } else {
                #expect(abs(derivative - (coefficient.estimate < 0 ? -l1 : l1)) < rounding)
            }
        }
    }

    /// Strongly correlated columns have a large eigenvalue.
    @Test func stepsAreStableForAlikeColumns() throws {
        let common = Tensor<Double>(normal: [400, 1], seed: 41)
        let x = common + Tensor<Double>(normal: [400, 40], seed: 42) * 0.3
        let y = common.flattened() + Tensor<Double>(normal: [400], seed: 43) * 0.5
        let design = try RegressionDesign(features: x, target: y)
        let best = try LinearModel.fit(design)
        let fit = try LinearModel.fit(design, solver: .gradientDescent)
        #expect(fit.residualSumOfSquares < 1.01 * best.residualSumOfSquares)
    }

    @Test func refusesTwoColumnsOfOneName() throws {
        let rows = try RowTable(features: Self.x, targets: Self.y.reshaped(to: [60, 1]))
        #expect(throws: RegressionError(.mismatched("two columns are called a; names must differ"))) {
            try LinearModel.fit(rows: rows, names: ["a", "b", "a"])
        }
    }

    @Test func ranksCountInDegreesOfFreedom() throws {
        let x = Tensor<Double>([[1, 2], [2, 4], [3, 6]])
        let fit = try LinearModel.fit(try RegressionDesign(features: x, target: Tensor([1, 3, 2])), solver: .svd)
        #expect(fit.rank == 2 && fit.residualDegreesOfFreedom == 1)
        #expect(!fit.description.contains("No degrees of freedom"))
    }

    @Test func refusesTargetsWhoseSquaresOverflow() throws {
        for size in [1e200, 1e305] {
            #expect(throws: RegressionError(.nonFinite(row: 0, column: nil, value: size))) {
                try RegressionDesign(features: Tensor([[1], [2], [4]]), target: Tensor([size, -size, size]))
            }
        }
    }

    /// Powers of 10 that squares still have digits for change nothing but the unit.
    @Test(arguments: [1e-130, 1e140], [LinearSolver.qr, .svd, .normalEquations, .coordinateDescent])
    func columnsOfUnusualSize(_ size: Double, _ solver: LinearSolver) throws {
        let scales = Tensor([1, size, 1])
        let near = try LinearModel.fit(try Self.design())
        let far = try LinearModel.fit(
            try RegressionDesign(features: Self.x * scales, names: ["a", "b", "c"], target: Self.y), solver: solver)
        for (index, (a, b)) in zip(far.coefficients, near.coefficients).enumerated() {
            let unit = index == 2 ? size : 1
            #expect(abs(a.estimate * unit - b.estimate) < 1e-11 * abs(b.estimate), "\(a)")
            guard solver != .coordinateDescent else { continue }
            let (error, exact) = (try #require(a.standardError), try #require(b.standardError))
            #expect(abs(error * unit - exact) < 1e-10 * exact)
        }
    }

    @Test func refusesColumnsWithoutSquares() throws {
        let (names, targets) = (["a", "b", "c"], Self.y.reshaped(to: [60, 1]))
        for solver in [LinearSolver.qr, .normalEquations, .coordinateDescent] {
            let small = try RowTable(features: Self.x * Tensor([1, 1e-170, 1]), targets: targets)
            let error = #expect(throws: RegressionError.self) {
                try LinearModel.fit(rows: small, names: names, solver: solver)
            }
            guard case .tooSmall("b", _) = error?.reason else { throw error ?? RegressionError(.noRows) }
            #expect(throws: try #require(error)) {
                try RegressionDesign(features: small.features, names: names, target: Self.y)
            }
            let large = try RowTable(features: Self.x * Tensor([1, 1e200, 1]), targets: targets)
            let other = #expect(throws: RegressionError.self) {
                try LinearModel.fit(rows: large, names: names, solver: solver)
            }
            guard case .nonFinite(0, 1, _) = other?.input else { throw other ?? RegressionError(.noRows) }
            let faint = try RowTable(features: Self.x, targets: targets * 1e-170)
            let last = #expect(throws: RegressionError.self) { try LinearModel.fit(rows: faint, solver: solver) }
            guard case .tooSmall(nil, _) = last?.reason else { throw last ?? RegressionError(.noRows) }
        }
    }

    /// Rows of weight 0 determine nothing, and are not counted among the rows of the table.
    @Test func rowsOfNoWeightDoNotCount() throws {
        let weights = Tensor((0..<60).map { $0 % 20 == 7 ? 1.0 : 0 })
        let rows = try RowTable(features: Self.x, targets: Self.y.reshaped(to: [60, 1]), weights: weights)
        #expect(throws: RegressionError(.tooFewRows(rows: 3, coefficients: 4))) { try LinearModel.fit(rows: rows) }
        let half = Tensor((0..<60).map { Double($0 % 2) })
        for solver in [LinearSolver.qr, .svd, .normalEquations, .coordinateDescent] {
            let fit = try LinearModel.fit(
                try RegressionDesign(features: Self.x, target: Self.y, weights: half), solver: solver)
            #expect(fit.rowNumbers == (0..<30).map { 2 * $0 + 1 } && fit.residuals.count == 30)
        }
    }

    @Test func descentNeedsNoFeatures() throws {
        let design = try RegressionDesign(features: Tensor(zeros: [60, 0]), target: Self.y)
        let fit = try LinearModel.fit(design, solver: .coordinateDescent)
        #expect(abs(fit.coefficients[0].estimate - Self.y.mean().item) < 1e-12)
    }

    /// Weights count by their ratios.
    @Test(arguments: [LinearSolver.qr, .normalEquations, .coordinateDescent])
    func weightsMayBeSmall(_ solver: LinearSolver) throws {
        let targets = Self.y.reshaped(to: [60, 1])
        let one = try LinearModel.fit(rows: try RowTable(features: Self.x, targets: targets), solver: solver)[0]
        let weights = Tensor<Double>(ones: [60]) * 1e-290
        let light = try LinearModel.fit(
            rows: try RowTable(features: Self.x, targets: targets, weights: weights), solver: solver)[0]
        for (a, b) in zip(light.coefficients, one.coefficients) { #expect(abs(a.estimate - b.estimate) < 1e-9) }
    }

    @Test func descentWithoutPenaltiesRefusesDependentColumns() throws {
        let twice = Tensor(concatenating: [Self.x, Self.x[.full, 0..<1] * 2], axis: 1)
        let design = try RegressionDesign(features: twice, names: ["a", "b", "c", "d"], target: Self.y)
        #expect(throws: RegressionError(.collinear(column: "d", with: ["a"]))) {
            try LinearModel.fit(design, solver: .coordinateDescent)
        }
        _ = try LinearModel.fit(design, l1: 0.1)
    }

    @Test func severalTargetsAreFittedAtOnce() throws {
        let targets = Tensor(stacking: [Self.y, Self.y * 2 + 1], axis: 1)
        let fits = try LinearModel.fit(
            rows: try RowTable(features: Self.x, targets: targets), names: ["a", "b", "c"])
        #expect(fits.count == 2)
        expectClose(fits[0], try LinearModel.fit(try Self.design()), 1e-13)
        for (one, two) in zip(fits[0].coefficients.dropFirst(), fits[1].coefficients.dropFirst()) {
            #expect(abs(two.estimate - 2 * one.estimate) < 1e-12)
        }
    }

    @Test func refusesWhatCannotBeFitted() throws {
        let design = try Self.design()
        #expect(throws: RegressionError(.invalidOption(name: "l1", value: "-1.0", expected: "at least 0"))) {
            try LinearModel.fit(design, l1: -1)
        }
        #expect(throws: RegressionError.self) { try LinearModel.fit(design, solver: .qr, l1: 1) }
        #expect(throws: RegressionError.self) { try LinearModel.fit(design, confidence: 1) }
        let few = try RowTable(features: Self.x.sliced(axis: 0, 0..<2), targets: Tensor<Double>(ones: [2, 1]))
        #expect(throws: RegressionError(.tooFewRows(rows: 2, coefficients: 4))) { try LinearModel.fit(rows: few) }
        var broken = Self.x
        broken[7, 1] = Tensor(.nan)
        let rows = try RowTable(features: broken, targets: Self.y.reshaped(to: [60, 1]))
        let error = #expect(throws: RegressionError.self) { try LinearModel.fit(rows: rows) }
        guard case .nonFinite(7, 1, _) = error?.input else { throw error ?? RegressionError(.noRows) }
        #expect(throws: RegressionError.self) {
            try RegressionDesign(features: Self.x, names: ["a"], target: Self.y)
        }
    }
}
