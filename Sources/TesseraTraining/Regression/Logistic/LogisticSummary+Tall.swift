import Foundation
import Tessera

extension LogisticSummary {
    /// Newton's method in passes over tiles of rows.
    init(
        folding rows: some RowSource<Double>, names: CoefficientNames, l1: Double, l2: Double,
        confidence: Double
    ) throws(TrainingError) {
        try rows.checkFinite()
        let fit: TallLogistic
        do {
            var newton = try TallLogistic(rows, intercept: names.hasIntercept, l1: l1, l2: l2)
            try Self.check(newton.sums.tally)
            guard newton.sums.tally.count >= names.all.count || l1 + l2 > 0 else {
                throw TrainingError.tooFewRows(rows: newton.sums.tally.count, coefficients: names.all.count)
            }
            try newton.iterate()
            fit = newton
        } catch {
            throw Self.located(error, rows, names)
        }
        let spread = l1 + l2 > 0 ? nil : try TrainingError.translating { try fit.spread() }
        self.init(
            names: names.all, estimates: names.ordered(fit.estimates), spread: spread.map(names.ordered),
            hasIntercept: names.hasIntercept, solver: .newton, rows: fit.sums.tally.count,
            logLikelihood: fit.sums.tally.logLikelihood,
            nullLogLikelihood: Self.nullLogLikelihood(
                weight: fit.sums.tally.weight, ones: fit.sums.tally.ones, hasIntercept: names.hasIntercept),
            iterations: fit.iterations, confidence: confidence)
    }

    /// Refuses targets that are no classes, or one only.
    private static func check(_ tally: LogisticTally) throws(TrainingError) {
        if let (row, value) = tally.other { throw .notBinary(row: row, value: value) }
        if tally.ones == 0 { throw .oneClassOnly(0) }
        if tally.ones == tally.weight { throw .oneClassOnly(1) }
    }

    /// What is wrong with the columns, by their names.
    private static func located(
        _ error: any Error, _ rows: some RowSource<Double>, _ names: CoefficientNames
    ) -> TrainingError {
        switch error {
        case let separation as TallLogistic.Separation:
            return names.separable(separation.columns)
        case let failure as LinearAlgebraError: return names.located(failure, rows)
        default:
            do {
                return try TrainingError.translating { throw error }
            } catch {
                return error
            }
        }
    }

    /// Estimates by gradients alone, rated by one more pass over the rows.
    init(
        _ rows: some RowSource<Double>, names: CoefficientNames, solver: LogisticSolver, l2: Double,
        tolerance: Double, confidence: Double
    ) throws(TrainingError) {
        let (coefficients, tally, iterations): ([Double], LogisticTally, Int)
        var hasConverged = true
        switch solver {
        case .sgd:
            guard names.hasIntercept, l2 == 0 else {
                let reason = "another one with a penalty or without an intercept"
                throw .invalidOption(name: "solver", value: solver.rawValue, expected: reason)
            }
            var model = LogisticRegression<Double>()
            let options = TrainingOptions(
                epochs: 100, batchSize: max(1, min(256, rows.rowCount / 16)), learningRate: 0.05, standardizes: true)
            let history: TrainingHistory
            do {
                history = try model.fit(rows, options: options)
            } catch {
                try ColumnSizes.check(rows, names: names.columns, targetsAreLabels: true)
                throw error
            }
            (coefficients, iterations) = (model.weights.scalars + [model.bias], history.losses.count)
            let final = LogisticSlope(at: coefficients)
            tally = try TrainingError.translating { try rows.fold(final).tally }
        case .newton, .lbfgs:
            let fit = try names.locating(rows) {
                try LogisticGradient(rows, intercept: names.hasIntercept, l2: l2, tolerance: tolerance)
            }
            (coefficients, tally, iterations) = (fit.coefficients, fit.tally, fit.iterations)
            hasConverged = fit.hasConverged
        }
        try Self.check(tally)
        if tally.misses == 0, l2 == 0 {
            let columns = try TrainingError.translating {
                try SeparatingColumns.find(along: coefficients, rows, intercept: names.hasIntercept)
            }
            throw names.separable(columns)
        }
        if !hasConverged { throw names.located(.notConverged(missing: names.all.count), rows) }
        self.init(
            names: names.all, estimates: names.ordered(coefficients), spread: nil, hasIntercept: names.hasIntercept,
            solver: solver, rows: tally.count, logLikelihood: tally.logLikelihood,
            nullLogLikelihood: Self.nullLogLikelihood(
                weight: tally.weight, ones: tally.ones, hasIntercept: names.hasIntercept),
            iterations: iterations, confidence: confidence)
    }
}
