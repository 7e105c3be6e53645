import Tessera

/// Classes that a direction tells apart, so that no coefficients are the most likely ones.
enum Separation {
    /// What there is to tell it by.
    enum Evidence {
        /// A Newton step along which rows run away.
        case step
        /// Coefficients at which steps have ended, some rows certain of their class.
        case coefficients
        /// Coefficients that predict every row rightly, which proves it.
        case perfectCoefficients
    }

    /// - Parameter direction: one for each feature, then the intercept.
    /// - Throws: `TrainingError.separable` with the names of the columns that it takes.
    static func check(
        _ rows: some RowSource<Double>, _ names: CoefficientNames, along direction: [Double], _ evidence: Evidence
    ) throws(TrainingError) {
        guard let columns = try columns(rows, intercept: names.hasIntercept, along: direction, evidence)
        else { return }
        throw names.separable(columns)
    }

    /// The columns that tell the classes apart, by position; nil where the direction does not.
    static func columns(
        _ rows: some RowSource<Double>, intercept: Bool, along direction: [Double], _ evidence: Evidence
    ) throws(TrainingError) -> [Int]? {
        try TrainingError.translating {
            // Columns of one size: those of a row would else be hidden by its largest.
            let centred = CentredCoefficients(try ColumnPlacement.quartiles(rows), intercept: intercept)
            let (placed, direction) = (centred.placed(rows), centred.centred(direction))
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

    /// The columns that move the rows by more than rounding.
    private static func used(_ direction: [Double], _ rows: some RowSource<Double>) throws -> [Int] {
        let moments = try rows.fold(Moments<Double>(rows.rowShape))
        let moves = direction.dropLast().indices.map { feature in
            abs(direction[feature]) * (moments.variances[feature].squareRoot() + abs(moments.means[feature]))
        }
        let largest = moves.max() ?? 0
        return moves.indices.filter { moves[$0] > 1e-6 * largest }
    }
}
