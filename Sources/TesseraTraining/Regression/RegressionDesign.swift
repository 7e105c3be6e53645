package import Tessera

/// The columns a regression is made on, by name: an intercept, features, and their powers.
package struct RegressionDesign: Sendable {
    package static let interceptName = "(Intercept)"

    package let names: [String]
    package let hasIntercept: Bool
    /// Rows of weight above 0.
    package let rows: Int
    /// The columns as they are.
    package let columns: PreciseColumns
    package let targets: [Double]
    /// Nil where every row counts once.
    package let weights: [Double]?

    /// - Parameters:
    ///   - features: column by column.
    ///   - degree: the highest power of each feature, which are computed so that no digits are lost.
    ///   - weights: of the rows; those of weight 0 are left out.
    package init(
        features: [(name: String, values: [Double])], target: [Double], weights: [Double]? = nil,
        intercept: Bool = true,
        degree: Int = 1
    ) throws(TrainingError) {
        if let weights, let row = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
            throw .invalidWeight(row: row, value: weights[row])
        }
        let kept = target.indices.filter { row in weights == nil || weights?[row] != 0 }
        if kept.isEmpty { throw weights == nil ? .noRows : .weightsAllZero }
        rows = kept.count
        self.weights = weights.map { weights in kept.map { weights[$0] } }
        targets = kept.map { target[$0] }
        if let place = targets.firstIndex(where: { !$0.isFinite }) {
            throw .nonFinite(row: kept[place], column: nil, value: targets[place])
        }
        hasIntercept = intercept
        var names = intercept ? [Self.interceptName] : []
        var columns = PreciseColumns(rows: kept.count)
        if intercept { columns.append([Double](repeating: 1, count: kept.count)) }
        for (index, (name, values)) in features.enumerated() {
            let base = kept.map { DoubleDouble(values[$0]) }
            var power = base
            for exponent in 1...max(1, degree) {
                if exponent > 1 { power = zip(power, base).map { $0 * $1 } }
                if let place = power.firstIndex(where: { !(abs($0.high) < Self.largest) }) {
                    throw .nonFinite(row: kept[place], column: index, value: power[place].high)
                }
                names.append(exponent == 1 ? name : "\(name)^\(exponent)")
                columns.append(power)
            }
        }
        if names.isEmpty { throw .noFeatures }
        if let twice = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
            throw .mismatched("two columns are called \(names[twice]); names must differ")
        }
        (self.names, self.columns) = (names, columns)
    }

    /// Products with what is larger would overflow.
    private static let largest = 1e150
}

extension RegressionDesign {
    /// Every row, its target included, times the root of its weight; then a row for each penalised coefficient.
    func weighted(l2: Double) -> (columns: PreciseColumns, targets: [DoubleDouble]) {
        if weights == nil, l2 == 0 { return (columns, targets.map { DoubleDouble($0) }) }
        let roots = weights?.map { DoubleDouble($0).squareRoot() } ?? Array(repeating: DoubleDouble(1), count: rows)
        let penalized = l2 == 0 ? [] : Array(names.indices.dropFirst(hasIntercept ? 1 : 0))
        let penalty = DoubleDouble(l2).squareRoot()
        var scaled = PreciseColumns(rows: rows + penalized.count)
        for column in names.indices {
            let own: [DoubleDouble] = penalized.map { $0 == column ? penalty : .zero }
            scaled.append((0..<rows).map { columns[$0, column] * roots[$0] } + own)
        }
        return (scaled, zip(targets, roots).map { $1 * $0 } + penalized.map { _ in DoubleDouble.zero })
    }

    /// Runs `body`, whose complaints become those of the columns by name.
    func locating<Result>(_ body: () throws(LinearAlgebraError) -> Result) throws(TrainingError) -> Result {
        do {
            return try body()
        } catch {
            if case .rankDeficient = error { try checkIndependence() }
            throw .linearAlgebra(error)
        }
    }

    /// Refuses a column that is a combination of those before it.
    func checkIndependence() throws(TrainingError) {
        guard let (column, parts) = RefinedLeastSquares.dependence(columns) else { return }
        throw .collinear(column: names[column], with: parts.map { names[$0] })
    }
}
