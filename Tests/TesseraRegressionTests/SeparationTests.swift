import Foundation
import Tessera
import Testing

import TesseraTraining
@testable import TesseraRegression

/// Separation is where a direction of coefficients raises the likelihood for ever, and nowhere else.
@Suite struct SeparationTests {
    /// Rows on which a dummy never meets class 1: for two and for several classes, by every solver that knows no
    /// penalty.
    @Test(arguments: 0..<12)
    func anEmptyCellSeparates(_ seed: Int) throws {
        var random = HardTable.Counter(state: UInt64(seed))
        let rows = 40 + seed * 3
        let classes = seed % 3 == 0 ? 3 : 2
        let dummy = (0..<rows).map { _ in Bool.random(using: &random) && Bool.random(using: &random) ? 1.0 : 0 }
        let other = (0..<rows).map { _ in (random.uniform() * 30).rounded() / 10 }
        let offset = seed % 2 == 0 ? 0 : 1.7e9
        let y = (0..<rows).map { row in
            let drawn = Int.random(in: 0..<classes, using: &random)
            return Double(dummy[row] == 1 && drawn == 1 ? 0 : drawn)
        }
        guard dummy.contains(1), y.contains(1), zip(dummy, y).contains(where: { $0 == 1 && $1 == 0 }) else { return }
        let x = Tensor((0..<rows).flatMap { [other[$0] + offset, dummy[$0]] }, shape: [rows, 2])
        let design = try RegressionDesign(features: x, names: ["x", "d"], target: Tensor(y))
        let error = RegressionError(.separable(columns: ["d"]))
        #expect(throws: error) { try MultinomialModel.fit(design) }
        guard classes == 2 else { return }
        let table = try RowTable(features: x, targets: Tensor(y, shape: [rows, 1]))
        for solver in [LogisticSolver.newton, .lbfgs] {
            #expect(throws: error) { try LogisticModel.fit(design, solver: solver) }
            #expect(throws: error) { try LogisticModel.fit(rows: table, names: ["x", "d"], solver: solver) }
        }
    }

    /// A level of a factor whose counts are all 0: its own dummy, or those of all others where it is the reference, sets
    /// its rows apart; so does a combination of columns. Rows that one count above 0 keeps in place have a maximum, which
    /// is the logarithm of the mean of each level.
    @Test(arguments: 0..<8)
    func countsOfZeroSetRowsApart(_ seed: Int) throws {
        var random = HardTable.Counter(state: UInt64(300 + seed))
        let rows = 48
        let levels = (0..<rows).map { $0 % 4 }
        let empty = seed % 4
        let y = levels.map { $0 == empty ? 0 : Double(Int.random(in: 0...6, using: &random) + $0 % 2) }
        let x = Tensor(levels.flatMap { level in (1...3).map { level == $0 ? 1.0 : 0 } }, shape: [rows, 3])
        let names = ["b", "c", "d"]
        let error = RegressionError(.zeroCounts(columns: empty == 0 ? names : [names[empty - 1]]))
        for scale in [1.0, 1000] {
            let counts = Tensor(y.map { $0 * scale })
            let design = try RegressionDesign(features: x, names: names, target: counts)
            let table = try RowTable(features: x, targets: counts)
            #expect(throws: error) { try GeneralizedLinearModel.fit(design, family: .poisson) }
            #expect(throws: error) { try GeneralizedLinearModel.fit(rows: table, family: .poisson, names: names) }
            #expect(try GeneralizedLinearModel.fit(design, family: .poisson, l2: 1).convergence.isConverged)
        }
        var kept = y
        kept[empty] = 1
        let design = try RegressionDesign(features: x, names: names, target: Tensor(kept))
        let table = try RowTable(features: x, targets: Tensor(kept))
        for summary in [
            try GeneralizedLinearModel.fit(design, family: .poisson),
            try GeneralizedLinearModel.fit(rows: table, family: .poisson, names: names),
        ] {
            #expect(summary.convergence.isConverged)
            for level in 0..<4 {
                let own = levels.indices.filter { levels[$0] == level }
                let mean = own.reduce(0) { $0 + kept[$1] } / Double(own.count)
                let offset = level == 0 ? 0 : summary.coefficients[level].estimate
                #expect(abs(summary.coefficients[0].estimate + offset - log(mean)) < 1e-8)
            }
        }
    }

    /// Counts of 0 on one side of a border of two columns, all others on it.
    @Test func countsOfZeroBesideABorder() throws {
        var random = HardTable.Counter(state: 11)
        let rows = (0..<40).map { row in
            let a = Double(Int.random(in: -4...4, using: &random))
            return [a, row % 3 == 0 ? -a / 2 - Double(row % 5) : -a / 2]
        }
        let y = rows.map { $0[0] + 2 * $0[1] == 0 ? Double(Int.random(in: 1...5, using: &random)) : 0 }
        let design = try RegressionDesign(features: Tensor(rows), names: ["a", "b"], target: Tensor(y))
        #expect(throws: RegressionError(.zeroCounts(columns: ["a", "b"]))) {
            try GeneralizedLinearModel.fit(design, family: .poisson)
        }
    }

    /// A direction of several columns with rows of both classes on the border itself.
    @Test(arguments: 0..<10)
    func aBorderOfSeveralColumnsSeparates(_ seed: Int) throws {
        var random = HardTable.Counter(state: UInt64(100 + seed))
        let rows = (0..<30).map { _ in (0..<3).map { _ in Double(Int.random(in: -4...4, using: &random)) } }
        let sums = rows.map { $0[0] + 2 * $0[1] - $0[2] }
        let y = sums.map { $0 > 0 ? 1.0 : $0 < 0 ? 0 : Bool.random(using: &random) ? 1 : 0 }
        guard y.contains(0), y.contains(1) else { return }
        let x = Tensor(rows.flatMap { $0 }, shape: [30, 3]) * Tensor([1, 1e-6, 1e6])
        let design = try RegressionDesign(features: x, names: ["a", "b", "c"], target: Tensor(y))
        for solver in [LogisticSolver.newton, .lbfgs] {
            let error = #expect(throws: RegressionError.self) { try LogisticModel.fit(design, solver: solver) }
            guard case .separable = error?.reason else { throw error ?? RegressionError(.noRows) }
        }
    }

    /// One row far out, as numbers that stand for a missing one are, is no separation: the others decide, and its row
    /// says nothing where it is on the right side.
    @Test(
        arguments: [1e10, -1e12, 1e15, 1e18, -0x1p63, 0x1p63],
        ["newton", "classes", "three classes"])
    func aSentinelSeparatesNothing(_ far: Double, _ method: String) throws {
        var random = HardTable.Counter(state: 5)
        let rows = 60
        let dose = (0..<rows).map { _ in (random.uniform() * 1000).rounded() / 100 }
        let age = (0..<rows).map { _ in (random.uniform() * 100).rounded() / 10 }
        var y = dose.map { $0 + random.uniform() * 8 > 0 ? 1.0 : 0 }
        if method == "three classes" {
            for row in stride(from: 0, to: rows, by: 4) { y[row] = 2 }
        }
        // The row is of the class that the other rows make likely there.
        let own = far > 0 ? 1.0 : 0
        func design(_ isWithout: Bool) throws -> RegressionDesign {
            let (dose, age) = (isWithout ? dose : dose + [far], isWithout ? age : age + [0])
            let features = Tensor(stacking: [Tensor(dose), Tensor(age)], axis: 1)
            return try RegressionDesign(features: features, target: Tensor(isWithout ? y : y + [own]))
        }
        let (found, exact): ([Coefficient], [Coefficient])
        if method == "newton" {
            (found, exact) = (
                try LogisticModel.fit(design(false)).coefficients,
                try LogisticModel.fit(design(true)).coefficients
            )
        } else {
            let (with, without) = (
                try MultinomialModel.fit(design(false)), try MultinomialModel.fit(design(true))
            )
            #expect(with.convergence.isConverged)
            // A third class has a coefficient of its own, which the row determines.
            if method == "three classes" { return }
            (found, exact) = (with.coefficients[0], without.coefficients[0])
        }
        for (a, b) in zip(found, exact) {
            #expect(abs(a.estimate - b.estimate) < 1e-9 * max(1, abs(b.estimate)), "\(a) \(b)")
            let (error, known) = (try #require(a.standardError), try #require(b.standardError))
            #expect(abs(error - known) < 1e-9 * known)
        }
    }

    /// A row far out moves with those that separate: it is neither what separates nor what hides that others do.
    @Test(arguments: [2, 3], [0, 1.0])
    func aSentinelHidesNothing(_ classes: Int, _ own: Double) throws {
        var random = HardTable.Counter(state: 17)
        var (features, y) = ([1e15, 0.0], [own])
        for row in 0..<50 {
            let isRare = row % 5 == 0
            features += [(random.uniform() * 30).rounded() / 10, isRare ? 1 : 0]
            y.append(isRare ? 0 : Double(row % classes))
        }
        let design = try RegressionDesign(features: Tensor(features, shape: [51, 2]), target: Tensor(y))
        let error = #expect(throws: RegressionError.self) {
            if classes == 2 {
                _ = try LogisticModel.fit(design)
            } else {
                _ = try MultinomialModel.fit(design)
            }
        }
        guard case .separable(let columns) = error?.reason else { throw error ?? RegressionError(.noRows) }
        #expect(columns.contains("x2"))
    }

    /// Where the gradient is 0 the likelihood, which is concave, has its maximum: none of these is separable.
    @Test(arguments: 0..<15)
    func overlapIsNoSeparation(_ seed: Int) throws {
        var random = HardTable.Counter(state: UInt64(300 + seed))
        let rows = 60
        let x = (0..<rows).map { row in
            [random.uniform() * 5, Double(row % 2), Double(row % 3 == 0 ? 1 : 0), 1e5 + random.uniform()]
        }
        let y = x.map { $0[0] + random.uniform() * 12 > 0 ? 1.0 : 0 }
        let features = Tensor(x.flatMap { $0 }, shape: [rows, 4])
        let fit = try LogisticModel.fit(try RegressionDesign(features: features, target: Tensor(y)))
        #expect(fit.convergence.isConverged)
        let other = try LogisticModel.fit(
            try RegressionDesign(features: features, target: Tensor(y)), solver: .lbfgs, tolerance: 1e-9)
        #expect(abs(other.logLikelihood - fit.logLikelihood) < 1e-8 * abs(fit.logLikelihood))
    }

    /// A value beyond what the weighted rows can be factorised with: the second attempt, by their cross products, finds
    /// the separation, which is not taken for a fit that has not converged.
    @Test func separationThatOnlyTheSecondAttemptFinds() throws {
        let x: [[Double]] = [
            [1, 0, 1e118], [2, 0, 0], [0, 0.08, 0], [-1, -1.2, 0], [1, 0, 1], [0, 0, 0], [2, 1, 0], [1, -0.85, 0],
        ]
        let design = try RegressionDesign(
            features: Tensor(x), names: ["a", "b", "d"], target: Tensor([1, 1, 1, 0, 1, 1, 0, 0]))
        #expect(throws: RegressionError(.separable(columns: ["d"]))) { try LogisticModel.fit(design) }
    }
}
