import Tessera
import Testing

import TesseraTraining
@testable import TesseraRegression

/// A logistic regression with one row so far out that its class decides the sign of a coefficient and nothing else:
/// with the sign that the other rows give it, they alone are fitted; with the other sign the column is as good as left
/// out.
@Suite struct FarRowTests {
    private static let rows = 60

    /// - Parameters:
    ///   - unit: the unit of the columns.
    ///   - far: the value of the first column where a row is far out; nil for the rows without it.
    ///   - isOwn: whether the row is of the class that the others make likely there.
    private static func table(
        unit: Double, seed: UInt64, far: Double?, isFirst: Bool, isOwn: Bool, columns: Range<Int> = 0..<3
    ) throws -> RowTable<Double> {
        let x = Tensor<Double>(normal: [rows, 3], seed: seed)
        let chance = (x.matmul(Tensor([1.2, -0.8, 0.4])) + 0.3).sigmoid()
        let y = Tensor<Double>(Tensor<Double>(uniform: [rows], seed: seed + 1) .< chance)
        var (features, targets) = (x * Tensor(unit), y.reshaped(to: [rows, 1]))
        if let far {
            let row = Tensor([[far * unit, 0.5 * unit, -0.5 * unit]])
            let label = Tensor([[(far > 0) == isOwn ? 1.0 : 0]])
            features = Tensor(concatenating: isFirst ? [row, features] : [features, row], axis: 0)
            targets = Tensor(concatenating: isFirst ? [label, targets] : [targets, label], axis: 0)
        }
        return try RowTable(features: features.sliced(axis: 1, columns), targets: targets)
    }

    private static let fits: [@Sendable (RowTable<Double>) throws -> LogisticSummary] = [
        { try LogisticModel.fit(RegressionDesign(features: $0.features, target: $0.targets.flattened())) },
        { try LogisticModel.fit(rows: $0) },
        { try LogisticModel.fit(rows: $0, solver: .lbfgs, tolerance: 1e-8) },
    ]

    #if DEBUG
        // Fits of many steps take too long in a debug build.
        private static let (distances, units) = ([1e6, -1e12, 0x1p63, -1e40, 1e100], [1.0])
    #else
        private static let distances = [1e6, 1e10, -1e12, 1e15, -0x1p63, 1e18, 1e40, -1e40, 1e100, -1e100]
        private static let units = [1e-9, 1, 1e6]
    #endif

    @Test(arguments: distances, units)
    func decidesASignAlone(_ far: Double, _ unit: Double) throws {
        let seed = UInt64(abs(far).exponent)
        for (isFirst, isOwn) in [(true, true), (false, true), (true, false), (false, false)] {
            let with = try Self.table(unit: unit, seed: seed, far: far, isFirst: isFirst, isOwn: isOwn)
            let without = try Self.table(
                unit: unit, seed: seed, far: nil, isFirst: isFirst, isOwn: isOwn, columns: isOwn ? 0..<3 : 1..<3)
            let expected = try Self.fits[0](without)
            try #require(!isOwn || expected.coefficients[1].estimate > 0)
            for (index, fit) in Self.fits.enumerated() {
                let found = try fit(with)
                #expect(found.convergence.isConverged, "\(index) \(isFirst) \(isOwn)")
                // The likelihood of the row itself, which is on the border where it is of the other class.
                let slack = isOwn ? 1e-9 : 1e3 / abs(far)
                #expect(
                    abs(found.logLikelihood - expected.logLikelihood) < max(1e-7, 30 * slack), "\(index) \(isFirst)")
                let estimates = found.coefficients.map(\.estimate)
                let others = expected.coefficients.map(\.estimate)
                for (a, b) in zip(isOwn ? estimates : [estimates[0]] + estimates.dropFirst(2), others) {
                    #expect(abs(a - b) < max(1e-5, slack) * abs(b) + 1e-6, "\(index) \(isFirst) \(isOwn)")
                }
            }
        }
    }

    /// Steps of a batch at a time do not get there, and say so.
    @Test(arguments: [1e6, -1e18, 1e100])
    func stochasticStepsSayThatTheyStopBefore(_ far: Double) throws {
        let table = try Self.table(unit: 1, seed: 7, far: far, isFirst: true, isOwn: true)
        let fit = try LogisticModel.fit(rows: table, solver: .sgd)
        #expect(!fit.convergence.isConverged)
    }

    /// The unit and the origin of a column change its coefficient and nothing else.
    @Test(arguments: [1e-100, 1e-12, 1e-6, 1, 1e6, 1e9, 1e12, 1e100], [0, 10, 1000, 1e5])
    func unitsDecideNothing(_ unit: Double, _ offset: Double) throws {
        let plain = try Self.table(unit: 1, seed: 11, far: nil, isFirst: true, isOwn: true)
        let moved = try RowTable(
            features: (plain.features + offset) * Tensor([unit, 1, 1 / unit]), targets: plain.targets)
        for intercept in [true, false] where intercept || offset == 0 {
            let expected = try LogisticModel.fit(rows: plain, intercept: intercept)
            let found = try LogisticModel.fit(rows: moved, intercept: intercept, solver: .lbfgs)
            #expect(found.convergence.isConverged)
            #expect(abs(found.logLikelihood - expected.logLikelihood) < 1e-6)
            let first = intercept ? 1 : 0
            for (index, factor) in [(first, unit), (first + 1, 1), (first + 2, 1 / unit)] {
                let (a, b) = (found.coefficients[index].estimate * factor, expected.coefficients[index].estimate)
                #expect(abs(a - b) < 1e-3 * max(1, offset * 1e-5), "\(a) \(b)")
            }
        }
    }

    /// Columns of two values each, in units of twenty orders of magnitude: classes that a direction tells apart, but
    /// for rows of both on its border, and classes that meet in every cell.
    @Test(arguments: 0..<60)
    func cellsOfTwoValuedColumnsSeparate(_ seed: Int) throws {
        var random = HardTable.Counter(state: UInt64(900 + seed))
        let directions = [[1, 0, 0], [1, 1, 0], [1, -1, 0], [1, 1, 1], [1, -1, 1], [-1, -1, 0], [0, 1, -1]]
        let direction = directions[seed % directions.count]
        let level = seed % 2
        let units = (0..<3).map { _ in Double.pow(10, Int.random(in: -7...12, using: &random)) }
        let offsets = (0..<3).map { _ in
            Bool.random(using: &random) ? 0.0 : Double(Int.random(in: 1...200, using: &random))
        }
        var (features, y, isSplit): ([Double], [Double], Bool) = ([], [], false)
        for row in 0..<32 {
            let cell = (0..<3).map { row >> $0 & 1 }
            let side = zip(cell, direction).reduce(0) { $0 + $1.0 * $1.1 } - level
            // Both classes in every cell of the border.
            let label = side > 0 ? 1.0 : side < 0 ? 0 : Double(row >> 3 & 1)
            features += (0..<3).map { (Double(cell[$0]) + offsets[$0]) * units[$0] }
            y.append(label)
            isSplit = isSplit || side != 0
        }
        guard Set(y).count == 2, isSplit else { return }
        let x = Tensor(features, shape: [32, 3])
        let table = try RowTable(features: x, targets: Tensor(y, shape: [32, 1]))
        let meeting = try RowTable(features: x, targets: Tensor((0..<32).map { Double($0 >> 3 & 1) }, shape: [32, 1]))
        for fit in Self.fits {
            let error = #expect(throws: RegressionError.self, "\(direction) \(level)") { _ = try fit(table) }
            guard case .separable = error?.reason else { throw error ?? RegressionError(.noRows) }
            #expect(try fit(meeting).convergence.isConverged)
        }
    }
}
