import Tessera

/// The names of the coefficients of a regression: the intercept first, where there is one, then the columns.
struct CoefficientNames {
    let all: [String]
    let hasIntercept: Bool

    init(_ design: RegressionDesign) {
        (all, hasIntercept) = (design.names, design.hasIntercept)
    }

    /// - Parameter names: one for each feature; x1, x2, … unless given.
    /// - Throws: `RegressionError` of kind `mismatched` where the number of names is wrong or two names are the same.
    init(_ names: [String]?, of rows: some RowSource<Double>, intercept: Bool) throws(RegressionError) {
        let count = rows.rowShape.features
        let columns = names ?? Self.numbered(count)
        guard columns.count == count else {
            throw RegressionError(.mismatched("\(counted(columns.count, "name")) for \(counted(count, "feature"))"))
        }
        all = (intercept ? [RegressionDesign.interceptName] : []) + columns
        hasIntercept = intercept
        try Self.checkDifferent(all)
    }

    /// - Throws: `RegressionError` of kind `mismatched` where two names are the same.
    static func checkDifferent(_ names: [String]) throws(RegressionError) {
        var seen: Set<String> = []
        guard let duplicate = names.first(where: { !seen.insert($0).inserted }) else { return }
        throw RegressionError(.mismatched("two columns are called \(duplicate); names must differ"))
    }

    /// Returns the default names x1, x2, ….
    static func numbered(_ count: Int) -> [String] { (0..<count).map { "x\($0 + 1)" } }

    /// The names of all columns except the intercept.
    var columns: [String] { Array(all.dropFirst(hasIntercept ? 1 : 0)) }

    /// Reorders values given for each column, then for the intercept, into the order of the names.
    func ordered(_ values: [Double]) -> [Double] {
        let columns = Array(values.prefix(columns.count))
        return hasIntercept ? [values[columns.count]] + columns : columns
    }

    /// Returns the error for classes that are separable by these columns, given by index; all columns where they are
    /// unknown.
    func separable(_ columns: [Int]?, _ likelihood: Likelihood = .logistic) -> RegressionError {
        let names = self.columns
        let separating = columns?.map { names[$0] } ?? names
        return RegressionError(
            likelihood.separableTargets == .counts ? .zeroCounts(columns: separating) : .separable(columns: separating))
    }

    /// Runs `body` and translates its errors into errors that name the rows and columns at fault.
    func locating<Result>(
        _ rows: some RowSource<Double>, _ body: () throws -> Result
    ) throws(RegressionError) -> Result {
        try RegressionError.translating {
            do {
                return try body()
            } catch let error as LinearAlgebraError {
                throw located(error, rows)
            }
        }
    }

    /// Translates a linear algebra error into one that names the columns at fault.
    func located(_ error: LinearAlgebraError, _ rows: some RowSource<Double>) -> RegressionError {
        do {
            try ColumnMagnitudes.check(rows, names: columns)
        } catch {
            return error
        }
        guard case .rankDeficient = error,
            let found = try? StreamingLeastSquares.dependence(rows, intercept: hasIntercept)
        else { return RegressionError(.linearAlgebra(error)) }
        let columns = columns
        let parts = found.parts.map { columns[$0] }
        return RegressionError(
            .collinear(column: columns[found.column], with: parts.isEmpty && hasIntercept ? [all[0]] : parts))
    }
}
