import Tessera

/// What the coefficients of a regression are called: the intercept first, where there is one, then the columns.
struct CoefficientNames {
    let all: [String]
    let hasIntercept: Bool

    init(_ design: RegressionDesign) {
        (all, hasIntercept) = (design.names, design.hasIntercept)
    }

    /// - Parameter names: one for each feature; x1, x2, … unless given.
    init(_ names: [String]?, of rows: some RowSource<Double>, intercept: Bool) throws(TrainingError) {
        let count = rows.rowShape.features
        let columns = names ?? Self.numbered(count)
        guard columns.count == count else { throw .mismatched("\(columns.count) names for \(count) features") }
        all = (intercept ? [RegressionDesign.interceptName] : []) + columns
        hasIntercept = intercept
        try Self.checkDifferent(all)
    }

    static func checkDifferent(_ names: [String]) throws(TrainingError) {
        var known: Set<String> = []
        guard let twice = names.first(where: { !known.insert($0).inserted }) else { return }
        throw .mismatched("two columns are called \(twice); names must differ")
    }

    /// x1, x2, …
    static func numbered(_ count: Int) -> [String] { (0..<count).map { "x\($0 + 1)" } }

    /// But the intercept's.
    var columns: [String] { Array(all.dropFirst(hasIntercept ? 1 : 0)) }

    /// Numbers of each column, then of the intercept, in the order of the names.
    func ordered(_ values: [Double]) -> [Double] {
        let columns = Array(values.prefix(columns.count))
        return hasIntercept ? [values[columns.count]] + columns : columns
    }

    /// The columns that tell classes apart, by position; all where nobody knows better.
    func separable(_ columns: [Int]?) -> TrainingError {
        .separable(columns: columns?.map { self.columns[$0] } ?? self.columns)
    }

    /// Runs `body`, whose complaints become those of the rows and of the columns by name.
    func locating<Result>(
        _ rows: some RowSource<Double>, _ body: () throws -> Result
    ) throws(TrainingError) -> Result {
        try TrainingError.translating {
            do {
                return try body()
            } catch let error as LinearAlgebraError {
                throw located(error, rows)
            }
        }
    }

    /// What a failure says of the columns, by name.
    func located(_ error: LinearAlgebraError, _ rows: some RowSource<Double>) -> TrainingError {
        do {
            try ColumnSizes.check(rows, names: columns)
        } catch {
            return error
        }
        guard case .rankDeficient = error,
            let found = try? FoldedLeastSquares.dependence(rows, intercept: hasIntercept)
        else { return .linearAlgebra(error) }
        let parts = found.parts.map { columns[$0] }
        return .collinear(column: columns[found.column], with: parts.isEmpty && hasIntercept ? [all[0]] : parts)
    }
}

/// Checks of what all regressions can be asked for.
enum RegressionOptions {
    static func check(l1: Double = 0, l2: Double, confidence: Double) throws(TrainingError) {
        for (name, value) in [("l1", l1), ("l2", l2)] where !(value >= 0 && value.isFinite) {
            throw .invalidOption(name: name, value: "\(value)", expected: "at least 0")
        }
        guard confidence > 0, confidence < 1 else {
            throw .invalidOption(name: "confidence", value: "\(confidence)", expected: "between 0 and 1")
        }
    }

    /// A penalty on magnitudes is for one solver only.
    static func check<Solver: RawRepresentable<String> & Equatable>(
        _ solver: Solver?, l1: Double, needs other: Solver
    ) throws(TrainingError) {
        guard l1 > 0, let solver, solver != other else { return }
        throw .invalidOption(name: "solver", value: solver.rawValue, expected: "\(other.rawValue) where l1 is above 0")
    }
}
