import Tessera

/// Classes that a direction tells apart, so that no coefficients are the most likely ones.
enum Separation {
    /// - Parameters:
    ///   - direction: a Newton step or, where it is complete, the coefficients themselves; one for each feature, then the
    ///     intercept.
    ///   - isComplete: whether the coefficients predict every row rightly, which proves it.
    /// - Throws: `TrainingError.separable` with the names of the columns that it takes.
    static func check(
        _ rows: some RowSource<Double>, _ names: CoefficientNames, along direction: [Double], isComplete: Bool
    ) throws(TrainingError) {
        guard let columns = try columns(rows, intercept: names.hasIntercept, along: direction, isComplete: isComplete)
        else { return }
        throw names.separable(columns)
    }

    /// The columns that tell the classes apart, by position; nil where the direction does not.
    static func columns(
        _ rows: some RowSource<Double>, intercept: Bool, along direction: [Double], isComplete: Bool
    ) throws(TrainingError) -> [Int]? {
        try TrainingError.translating {
            let test = RecessionTest(rows, intercept: intercept, step: direction)
            guard let exact = isComplete ? direction : try test.separatingDirection() else { return nil }
            return try SeparatingColumns.find(along: exact, rows, intercept: intercept) ?? used(exact, rows)
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
