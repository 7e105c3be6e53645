import Tessera
import Testing

import TesseraTraining
@testable import TesseraRegression

/// The public face of logistic regression.
@Suite struct LogisticFitTests {
    private static let x = Tensor<Double>(normal: [400, 3], seed: 1) * Tensor([1, 10, 0.2]) + Tensor([0, 30, 1])
    private static let y: Tensor<Double> = {
        let margins = x.matmul(Tensor([1.2, -0.15, 3])) + 1
        return Tensor<Double>(Tensor<Double>(uniform: [400], seed: 2) .< margins.sigmoid())
    }()
    private static let weights = Tensor<Double>(uniform: [400], seed: 3) + 0.2

    private static func design(weighted: Bool = false, intercept: Bool = true) throws -> RegressionDesign {
        try RegressionDesign(
            features: x, names: ["a", "b", "c"], target: y, weights: weighted ? weights : nil, intercept: intercept)
    }

    /// The solvers in passes over rows find what Newton's method finds in double-double.
    @Test(arguments: [(false, true), (true, true), (false, false)], [0, 4.0])
    func solversAgree(_ kind: (weighted: Bool, intercept: Bool), _ l2: Double) throws {
        let (weighted, intercept) = kind
        let design = try Self.design(weighted: weighted, intercept: intercept)
        let best = try LogisticModel.fit(design, l2: l2)
        let rows = try RowTable(
            features: Self.x, targets: Self.y.reshaped(to: [400, 1]), weights: weighted ? Self.weights : nil)
        let tall = try LogisticModel.fit(rows: rows, names: ["a", "b", "c"], intercept: intercept, l2: l2)
        let gradient = try LogisticModel.fit(design, solver: .lbfgs, l2: l2, tolerance: 1e-10)
        for (other, tolerance) in [(tall, 1e-9), (gradient, 1e-6)] {
            for (a, b) in zip(other.coefficients, best.coefficients) {
                #expect(a.name == b.name && abs(a.estimate - b.estimate) <= tolerance * max(1, abs(b.estimate)))
            }
            #expect(abs(other.logLikelihood - best.logLikelihood) < 1e-9 * abs(best.logLikelihood))
            #expect(abs(other.nullLogLikelihood - best.nullLogLikelihood) < 1e-9)
        }
        for (a, b) in zip(tall.coefficients, best.coefficients) where l2 == 0 {
            let (error, exact) = (try #require(a.standardError), try #require(b.standardError))
            #expect(abs(error - exact) < 1e-8 * exact)
        }
        let sample = best.predictProbability(Self.x.sliced(axis: 0, 0..<5)).scalars
        #expect(sample.allSatisfy { $0 > 0 && $0 < 1 })
    }

    struct Packing: Sendable {
        var offset = 0.0
        var intercept = true
        var weighted = false
        var l2 = 0.0
        /// Passes over the rows that are left, of 10 or more.
        var passes = 4
    }

    /// Packed rows spare passes where they are good for something, and never change where these end.
    @Test(arguments: [
        Packing(), Packing(offset: 1000, passes: 9), Packing(intercept: false), Packing(weighted: true, l2: 3),
        Packing(offset: 1000, intercept: false, passes: 1000),
    ])
    func packedRowsLeadToTheSame(_ row: Packing) throws {
        let x = Tensor<Double>(normal: [3000, 18], seed: 21)
        let margins = x.matmul(Tensor<Double>(normal: [18], seed: 22)) * 0.4 + 0.3
        let y = Tensor<Double>(Tensor<Double>(uniform: [3000], seed: 31) .< margins.sigmoid()).reshaped(to: [3000, 1])
        let weights = Tensor<Double>(uniform: [3000], seed: 24) + 0.1
        let rows = try RowTable(features: x + Tensor(row.offset), targets: y, weights: row.weighted ? weights : nil)
        let fits = try [0, Int.max].map {
            try LogisticLBFGS(
                rows, intercept: row.intercept, l2: row.l2, tolerance: 4e-7, minimumBFloat16Bytes: $0)
        }
        #expect(fits[0].evaluations <= row.passes, "\(fits[0].evaluations), \(fits[1].evaluations)")
        #expect(fits[1].evaluations >= 10)
        for (a, b) in zip(fits[0].coefficients, fits[1].coefficients) {
            // A gradient of 1e-7 over a curvature of some hundredths; the intercept at a distance of 1000.
            #expect(abs(a - b) < 1e-5 * max(1, row.offset), "\(a) \(b)")
        }
        #expect(abs(fits[0].likelihood.logLikelihood - fits[1].likelihood.logLikelihood) < 1e-8 * 3000)
    }

    @Test func packedRowsFindWhatIsNotFinite() throws {
        var x = Tensor<Double>(normal: [3000, 18], seed: 21)
        x[1234, 5] = Tensor(.nan)
        let y = Tensor<Double>((0..<3000).map { Double($0 % 2) }, shape: [3000, 1])
        let rows = try RowTable(features: x, targets: y)
        #expect(throws: (any Error).self) {
            try LogisticLBFGS(rows, intercept: true, l2: 0, tolerance: 1e-6, minimumBFloat16Bytes: 0)
        }
    }

    @Test func stepsComeNear() throws {
        let best = try LogisticModel.fit(try Self.design())
        let other = try LogisticModel.fit(try Self.design(), solver: .sgd)
        #expect(other.logLikelihood > best.logLikelihood - 1)
    }

    /// At the maximum the gradient of the likelihood is ±l1 where a coefficient is not 0, and smaller where it is.
    @Test(arguments: [0.0, 2.0])
    func penaltiesOnMagnitudesFulfilTheirConditions(_ l2: Double) throws {
        let l1 = 12.0
        let fit = try LogisticModel.fit(try Self.design(), l1: l1, l2: l2)
        let residuals = Self.y - fit.predictProbability(Self.x)
        let gradients = Self.x.transposed().matmul(residuals).scalars
        for (coefficient, derivative) in zip(fit.coefficients.dropFirst(), gradients) {
            let penalised = derivative - l2 * coefficient.estimate
            if coefficient.estimate == 0 {
                #expect(abs(penalised) <= l1)
            } else {
                #expect(abs(penalised - (coefficient.estimate < 0 ? -l1 : l1)) < 1e-5)
            }
        }
        #expect(abs(residuals.sum().item) < 1e-6)
        let strict = try LogisticModel.fit(try Self.design(), l1: 1e6)
        #expect(strict.coefficients.dropFirst().allSatisfy { $0.estimate == 0 })
    }

    /// Each solver says which columns tell the classes apart; a penalty makes the maximum finite.
    @Test(arguments: LogisticSolver.allCases)
    func recognisesSeparation(_ solver: LogisticSolver) throws {
        let target = Tensor<Double>(Self.x.sliced(axis: 1, 1..<2).flattened() .> 30)
        let rows = try RowTable(features: Self.x, targets: target.reshaped(to: [400, 1]))
        if solver == .sgd { return }
        let error = #expect(throws: RegressionError.self) {
            try LogisticModel.fit(rows: rows, names: ["a", "b", "c"], solver: solver)
        }
        guard case .separable(let columns) = error?.reason else { throw error ?? RegressionError(.noRows) }
        #expect(columns == ["b"])
        _ = try LogisticModel.fit(rows: rows, solver: solver, l2: 1)
    }

    /// A column that is 1 for a few rows of one class only: its coefficient grows for ever, however many rows there
    /// are.
    @Test(arguments: [300, 40_000], [true, false])
    func recognisesRowsOnTheBorder(_ count: Int, _ isTall: Bool) throws {
        let x = Tensor<Double>(normal: [count, 2], seed: 61)
        var y = Tensor<Double>(
            Tensor<Double>(uniform: [count, 1], seed: 62) .< x.sliced(axis: 1, 0..<1).sigmoid())
        let rare = Tensor((0..<count).map { $0 == 17 || $0 == 200 ? 1.0 : 0 }, shape: [count, 1])
        y = y + rare - y * rare
        let features = Tensor(concatenating: [x, rare], axis: 1)
        let names = ["a", "b", "rare"]
        #expect(throws: RegressionError(.separable(columns: ["rare"]))) {
            if isTall {
                try LogisticModel.fit(rows: try RowTable(features: features, targets: y), names: names)
            } else {
                try LogisticModel.fit(
                    try RegressionDesign(features: features, names: names, target: y.flattened()))
            }
        }
    }

    /// Columns far from 0 and of unusual size: what passes over rows find is what Newton's method to the last digit
    /// does.
    @Test(arguments: [LogisticSolver.newton, .lbfgs], [true, false])
    func columnsFarFromZero(_ solver: LogisticSolver, _ intercept: Bool) throws {
        let x = Tensor<Double>(normal: [500, 2], seed: 71)
        let y = Tensor<Double>(Tensor<Double>(uniform: [500], seed: 72) .< x.sum(axis: 1).sigmoid())
        let moved = intercept ? x * Tensor([1, 1e100]) + Tensor([1e9, 0]) : x * Tensor([1e-90, 1e100])
        let design = try RegressionDesign(features: moved, names: ["a", "b"], target: y, intercept: intercept)
        let best = try LogisticModel.fit(design)
        let rows = try RowTable(features: moved, targets: y.reshaped(to: [500, 1]))
        let tall = try LogisticModel.fit(rows: rows, intercept: intercept, solver: solver, tolerance: 1e-10)
        for (a, b) in zip(tall.coefficients, best.coefficients) {
            #expect(abs(a.estimate - b.estimate) < 1e-7 * abs(b.estimate), "\(a.estimate) \(b.estimate)")
            guard let (error, exact) = a.standardError.flatMap({ a in b.standardError.map { (a, $0) } }) else {
                continue
            }
            #expect(abs(error - exact) < 1e-7 * exact)
        }
        #expect(abs(tall.logLikelihood - best.logLikelihood) < 1e-9 * abs(best.logLikelihood))
    }

    /// Years are far from 0: the intercept and the slope move together.
    @Test func penaltiesOnMagnitudesOfColumnsFarFromZero() throws {
        let noise = Tensor<Double>(normal: [300, 1], seed: 51)
        let y = Tensor<Double>(Tensor<Double>(uniform: [300], seed: 52) .< noise.flattened().sigmoid())
        let near = try LogisticModel.fit(try RegressionDesign(features: noise * 4.6, target: y), l1: 1)
        let far = try LogisticModel.fit(try RegressionDesign(features: noise * 4.6 + 1954.5, target: y), l1: 1)
        #expect(abs(near.coefficients[1].estimate - far.coefficients[1].estimate) < 1e-7)
    }

    /// Neither infinite linear predictors nor rows of weight 0 stop the program or give an answer that is none.
    @Test func refusesWhatHasNoMaximum() throws {
        let tiny = Tensor<Double>([1e-310, 2e-310, 3e-310, 4.5e-310, 4e-310, 7e-310], shape: [6, 1])
        let y = Tensor<Double>([0, 0, 1, 0, 1, 1])
        #expect(throws: RegressionError.self) {
            try LogisticModel.fit(try RegressionDesign(features: tiny, target: y))
        }
        // The likelihood is all but flat along the coefficients, which are not decided; it is itself. To 120 digits.
        for (weight, likelihood) in [(1e20, -92.7171098716346), (1e100, -461.130724237689)] {
            let heavy = try RegressionDesign(
                features: Tensor([[0], [1], [2], [3], [4], [5]]), target: y,
                weights: Tensor([weight, 1, 1, weight, 1, 1]))
            let fit = try LogisticModel.fit(heavy)
            #expect(abs(fit.logLikelihood - likelihood) < 1e-9 * abs(likelihood))
        }
        let last = try RowTable(
            features: Tensor<Double>(normal: [6, 1], seed: 3), targets: Tensor([[0], [0], [0], [0], [0], [1]]),
            weights: Tensor([1, 1, 1, 1, 1, 0]))
        for l2 in [0, 1.0] {
            #expect(throws: RegressionError(.oneClassOnly(0))) { try LogisticModel.fit(rows: last, l2: l2) }
        }
    }

    @Test func refusesWhatCannotBeFitted() throws {
        let twice = Tensor(concatenating: [Self.x, Self.x.sliced(axis: 1, 0..<1)], axis: 1)
        let rows = try RowTable(features: twice, targets: Self.y.reshaped(to: [400, 1]))
        #expect(throws: RegressionError(.collinear(column: "d", with: ["a"]))) {
            try LogisticModel.fit(rows: rows, names: ["a", "b", "c", "d"])
        }
        for solver in [LogisticSolver.newton, .lbfgs] {
            let one = try RowTable(features: Self.x, targets: Tensor<Double>(ones: [400, 1]))
            #expect(throws: RegressionError(.oneClassOnly(1))) { try LogisticModel.fit(rows: one, solver: solver) }
            let other = try RowTable(features: Self.x, targets: Self.y.reshaped(to: [400, 1]) * 2)
            let error = #expect(throws: RegressionError.self) { try LogisticModel.fit(rows: other, solver: solver) }
            guard case .notBinary = error?.input else { throw error ?? RegressionError(.noRows) }
        }
    }

    /// The same bits for rows in memory and for rows that are made.
    @Test(arguments: [LogisticSolver.newton, .lbfgs])
    func readsRowsFromAnywhere(_ solver: LogisticSolver) throws {
        let rows = try SyntheticTable<Double>(rows: 20_000, features: 4, target: .logistic(noise: 0), seed: 7)
        let fit = try LogisticModel.fit(rows: rows, solver: solver)
        let same = try LogisticModel.fit(rows: try rows.materialized(), solver: solver)
        #expect(fit.coefficients == same.coefficients)
        for (coefficient, exact) in zip(fit.coefficients.dropFirst(), rows.trueWeights.scalars) {
            #expect(abs(coefficient.estimate - exact) < 0.15)
        }
    }
}
