import Tessera
import Testing

@testable import TesseraRegression

/// The lasso and the elastic net on tables whose columns are alike, many, or of different sizes: a minimum exists for each, and
/// the Kuhn–Tucker conditions tell it.
@Suite struct LassoTests {
    /// Pairs of a kind of table and a number of tables.
    static let kinds = HardTable.Kind.allCases

    /// Each gradient is ±l1 where a coefficient is not 0, and smaller where it is, to what the coefficients' own rounding
    /// leaves.
    @Test(arguments: kinds)
    func linearConditionsHold(_ kind: HardTable.Kind) throws {
        for seed in 0..<150 {
            let table = HardTable(kind, seed: UInt64(seed))
            let l1 = table.greatestPenalty * table.pick(power: -5...0)
            let l2 = seed % 3 == 0 ? l1 * table.pick(power: -2...1) : 0
            guard l1 > 0 else { continue }
            let fit = try LinearModel.fit(try table.design(), l1: l1, l2: l2)
            let broken = table.violation(fit.coefficients.map(\.estimate), l1: l1, l2: l2)
            #expect(fit.convergence.isConverged && broken < 1e-7, "\(kind) \(seed): \(broken) \(fit.convergence)")
        }
    }

    @Test(arguments: kinds)
    func logisticConditionsHold(_ kind: HardTable.Kind) throws {
        for seed in 0..<40 {
            let table = HardTable(kind, seed: UInt64(1000 + seed), isBinary: true)
            let l1 = table.greatestPenalty * table.pick(power: -4...0) / 2
            let l2 = seed % 3 == 0 ? l1 * table.pick(power: -2...1) : 0
            guard l1 > 0, !table.isOneClass else { continue }
            let fit = try LogisticModel.fit(try table.design(), l1: l1, l2: l2)
            let broken = table.logisticViolation(fit.coefficients.map(\.estimate), l1: l1, l2: l2)
            #expect(fit.convergence.isConverged && broken < 1e-7, "\(kind) \(seed): \(broken) \(fit.convergence)")
        }
    }

    /// Passes over rows find what the design finds.
    @Test(arguments: kinds)
    func passesAgree(_ kind: HardTable.Kind) throws {
        for seed in 0..<20 {
            let table = HardTable(kind, seed: UInt64(2000 + seed))
            let l1 = table.greatestPenalty * table.pick(power: -2...0)
            guard l1 > 0 else { continue }
            let fit = try LinearModel.fit(
                rows: try table.rows(), intercept: table.hasIntercept, solver: .coordinateDescent, l1: l1)[0]
            let broken = table.violation(fit.coefficients.map(\.estimate), l1: l1, l2: 0)
            #expect(broken < 1e-6, "\(kind) \(seed): \(broken) \(fit.convergence)")
        }
    }

    /// One of two columns that say the same is enough: the one of the larger unit costs less.
    @Test func theCheaperOfTwoUnitsIsTaken() throws {
        let celsius = (0..<25).map { Double(($0 * 37) % 23) / 10 + 15 }
        let x = Tensor(celsius.flatMap { [$0, $0 * 1.8 + 32] }, shape: [25, 2])
        let y = Tensor(celsius.enumerated().map { $1 * 0.3 + Double($0 % 5) / 10 })
        let fit = try LinearModel.fit(try RegressionDesign(features: x, target: y), l1: 0.01)
        let alone = try LinearModel.fit(
            try RegressionDesign(features: x[.full, 1..<2], target: y), l1: 0.01)
        #expect(fit.coefficients[1].estimate == 0)
        #expect(abs(fit.coefficients[2].estimate - alone.coefficients[1].estimate) < 1e-14)
    }

    /// A solver that may take a step only says so, and keeps what it has.
    @Test func stoppedEarlyIsSaid() throws {
        let table = HardTable(.plain, seed: 3)
        let fit = try LinearModel.fit(
            try table.design(), solver: .coordinateDescent, l1: table.greatestPenalty / 100, maximumIterations: 1)
        let full = try LinearModel.fit(try table.design(), l1: table.greatestPenalty / 100)
        #expect(full.convergence.isConverged)
        #expect(fit.coefficients.count == full.coefficients.count)
    }
}
