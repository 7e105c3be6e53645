import Tessera

/// The targets of rows that a direction of coefficients may separate.
enum SeparableTargets {
    /// Two classes, 0 and 1: the linear predictors of either may go their way to infinity.
    case classes
    /// Counts with a logarithmic link: the linear predictors of rows with a count of 0 may go to −∞, those of the others
    /// must stay where they are.
    case counts

    /// Returns the change of a linear predictor towards the target of its row; what moves a count above 0 counts as a
    /// change away from it.
    func margin(_ change: Double, _ target: Double) -> Double {
        switch self {
        case .classes: target == 1 ? change : -change
        case .counts: target == 0 ? -change : -abs(change)
        }
    }
}

extension Likelihood {
    /// What a direction of coefficients may separate; nil where the likelihood always has a maximum, or has none for
    /// other reasons.
    var separableTargets: SeparableTargets? {
        if family.isBinary { return .classes }
        if case .nonNegative = family.targets, link == .log { return .counts }
        return nil
    }
}

/// The test for separation: where a direction of coefficients separates the classes, or leaves rows on the border
/// between them and separates the others, no maximum-likelihood coefficients exist (A. Albert, J. Anderson, "On the
/// existence of maximum likelihood estimates in logistic regression models", 1984). The same holds for counts where a
/// direction lowers the linear predictors of some rows with a count of 0 and leaves all others (S. Correia, P.
/// Guimarães, T. Zylkin, "Verifying the existence of maximum likelihood estimates for generalized linear models", 2019).
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

    /// Rows of any source with two classes or counts as targets.
    init(
        _ rows: some RowSource<Double>, _ targets: SeparableTargets = .classes, intercept: Bool
    ) throws(RegressionError) {
        self.rows = try RegressionError.translating { try RowsOfTwoClasses(rows, targets, intercept: intercept) }
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
    func columns(along direction: [[Double]], _ evidence: Evidence) throws(RegressionError) -> [Int]? {
        try RegressionError.translating {
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
