import Tessera
import TesseraTraining

/// The test for separation: where a direction separates the classes, no maximum-likelihood coefficients exist (A.
/// Albert, J. Anderson, "On the existence of maximum likelihood estimates in logistic regression models", 1984).
enum Separation {
    /// The origin of a direction that may separate the classes.
    enum Evidence {
        /// A Newton step along which linear predictors diverge.
        case step
        /// The coefficients at which a solver has stopped, with some rows certain of their class.
        case coefficients
        /// Coefficients that predict every row correctly, which proves separation.
        case perfectCoefficients
    }

    /// Checks a direction for separation.
    ///
    /// - Parameter direction: one element for each feature, then the intercept.
    /// - Throws: `TrainingError.separable` with the names of the columns that separate the classes.
    static func check(
        _ rows: some RowSource<Double>, _ names: CoefficientNames, along direction: [Double], _ evidence: Evidence
    ) throws(TrainingError) {
        guard let columns = try columns(rows, intercept: names.hasIntercept, along: direction, evidence)
        else { return }
        throw names.separable(columns)
    }

    /// Returns the indices of the columns that separate the classes; nil where the direction does not separate them.
    static func columns(
        _ rows: some RowSource<Double>, intercept: Bool, along direction: [Double], _ evidence: Evidence
    ) throws(TrainingError) -> [Int]? {
        try TrainingError.translating {
            // The columns are scaled alike: otherwise the largest element of a row would hide the others.
            let placement = ColumnPlacement(centring: try ColumnPlacement.quartiles(rows), intercept: intercept)
            let (placed, direction) = (placement.placed(rows), placement.placed(direction))
            let found: [Double]?
            switch evidence {
            case .step: found = try RecessionTest(placed, intercept: intercept, step: direction).separatingDirection()
            case .coefficients:
                found = try RecessionTest(placed, intercept: intercept, coefficients: direction).separatingDirection()
            case .perfectCoefficients: found = direction
            }
            guard let exact = found else { return nil }
            return try SeparatingColumns.find(along: exact, placed, intercept: intercept) ?? used(exact, placed)
        }
    }

    /// Returns the columns that contribute to the linear predictors by more than rounding.
    private static func used(_ direction: [Double], _ rows: some RowSource<Double>) throws -> [Int] {
        let moments = try rows.fold(Moments<Double>(rows.rowShape))
        let contributions = direction.dropLast().indices.map { feature in
            abs(direction[feature]) * (moments.variances[feature].squareRoot() + abs(moments.means[feature]))
        }
        let largest = contributions.max() ?? 0
        return contributions.indices.filter { contributions[$0] > 1e-6 * largest }
    }
}
