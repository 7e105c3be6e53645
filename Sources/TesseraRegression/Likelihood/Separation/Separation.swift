import Tessera
import TesseraTraining

/// The test for separation: where a direction of coefficients separates the classes, or leaves rows on the border
/// between them and separates the others, no maximum-likelihood coefficients exist (A. Albert, J. Anderson, "On the
/// existence of maximum likelihood estimates in logistic regression models", 1984).
///
/// Rows of any source with two classes, and rows in memory with several, are tested alike: a Newton step or the
/// coefficients suggest a direction, `RecessionTest` makes it exact, and the columns that contribute most to it are
/// taken until they separate by themselves.
struct Separation {
    /// The origin of a direction that may separate the classes.
    enum Evidence {
        /// A Newton step along which linear predictors diverge.
        case step
        /// The coefficients at which a solver has stopped, with some rows certain of their class.
        case coefficients
        /// Coefficients that predict every row correctly, which proves separation.
        case perfectCoefficients
    }

    private let rows: any SeparableRows

    /// Rows of any source with targets of 0 and 1.
    init(_ rows: some RowSource<Double>, intercept: Bool) throws(TrainingError) {
        self.rows = try TrainingError.translating { try RowsOfTwoClasses(rows, intercept: intercept) }
    }

    /// Rows in memory.
    ///
    /// - Parameters:
    ///   - x: the intercept first, where there is one, then the features.
    ///   - own: the class index of each row.
    init(_ x: PreciseColumns, own: [Int], classes: Int, intercept: Bool) {
        rows = RowsOfSeveralClasses(x, own: own, classes: classes, intercept: intercept)
    }

    /// Returns the indices of the features that separate the classes; nil where the direction does not separate them.
    ///
    /// - Parameter direction: for each class except the first, one element for each feature, then the intercept, 0
    ///   where there is none.
    func columns(along direction: [[Double]], _ evidence: Evidence) throws(TrainingError) -> [Int]? {
        try TrainingError.translating {
            let direction = direction.map(rows.scaling.scaled)
            let isProven = evidence == .perfectCoefficients
            guard let exact = isProven ? direction : try rows.separatingDirection(direction, evidence) else {
                return nil
            }
            if let columns = try rows.leadingColumns(exact) { return columns }
            let contributions = try rows.contributions(exact)
            // The columns that contribute more than rounding.
            let largest = contributions.max() ?? 0
            return contributions.indices.filter { contributions[$0] > 1e-6 * largest }
        }
    }
}

/// Rows that a direction may separate, with columns centred at their medians and scaled by their interquartile ranges:
/// otherwise the largest element of a row would hide the others. Directions are those of the scaled columns.
protocol SeparableRows {
    var scaling: ColumnScaling { get }

    /// Returns the direction near the given one that separates the classes exactly; nil where there is none.
    func separatingDirection(_ direction: [[Double]], _ evidence: Separation.Evidence) throws -> [[Double]]?

    /// Returns the fewest features, those that contribute most to a direction first, which separate the classes by
    /// themselves; nil where even all of them do not.
    func leadingColumns(_ direction: [[Double]]) throws -> [Int]?

    /// Returns how much each feature contributes to the linear predictors.
    func contributions(_ direction: [[Double]]) throws -> [Double]
}
