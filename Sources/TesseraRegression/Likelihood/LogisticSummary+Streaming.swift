import Foundation
import Tessera
internal import TesseraModels

extension LogisticSummary {
    /// Fits by Newton's method in passes over tiles of rows.
    init(
        streaming rows: some RowSource<Double>, names: CoefficientNames, l1: Double, l2: Double,
        stopping: StoppingCriteria,
        confidence: Double
    ) throws(RegressionError) {
        try RegressionError.translating { try rows.checkFinite() }
        let newton: NewtonIteration<StreamedProblem>
        do {
            let problem = try StreamedProblem(rows, .logistic, names: names, l1: l1, l2: l2, stopping: stopping)
            let start = try problem.start()
            try Self.check(start.likelihood)
            guard start.likelihood.count >= names.all.count || l1 + l2 > 0 else {
                throw RegressionError(.tooFewRows(rows: start.likelihood.count, coefficients: names.all.count))
            }
            var iteration = NewtonIteration(problem, from: start)
            try iteration.run()
            newton = iteration
        } catch {
            throw Self.located(error, rows, names)
        }
        let (problem, point) = (newton.problem, newton.point)
        let variances =
            l1 + l2 > 0 || !newton.convergence.isConverged
            ? nil : try RegressionError.translating { try problem.variances(point) }
        self.init(
            names: names.all, estimates: names.ordered(problem.estimates(point)),
            variances: variances.map(names.ordered), hasIntercept: names.hasIntercept, solver: .newton,
            rows: point.likelihood.count, logLikelihood: point.likelihood.logLikelihood,
            nullLogLikelihood: Self.nullLogLikelihood(
                weight: point.likelihood.weight, ones: point.likelihood.targetSum, hasIntercept: names.hasIntercept),
            convergence: newton.convergence, confidence: confidence)
    }

    /// Refuses targets other than 0 and 1, and targets of one class only.
    static func check(_ likelihood: LikelihoodSums) throws(RegressionError) {
        if let (row, value) = likelihood.other { throw RegressionError(.notBinary(row: row, value: value)) }
        if likelihood.targetSum == 0 { throw RegressionError(.oneClassOnly(0)) }
        if likelihood.targetSum == likelihood.weight { throw RegressionError(.oneClassOnly(1)) }
    }

    /// Translates an error into one that names the columns at fault.
    private static func located(
        _ error: any Error, _ rows: some RowSource<Double>, _ names: CoefficientNames
    ) -> RegressionError {
        switch error {
        case let failure as LinearAlgebraError: return names.located(failure, rows)
        default:
            do {
                return try RegressionError.translating { throw error }
            } catch {
                return error
            }
        }
    }
}
