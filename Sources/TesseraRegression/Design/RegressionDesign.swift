public import Tessera

/// The data of a regression: named features, their powers, an optional intercept, a target, and optional row weights.
public struct RegressionDesign: Sendable {
    package static let interceptName = "(Intercept)"

    /// The names of the coefficients: the intercept first, where there is one, then each feature with its powers.
    package let names: [String]
    /// Whether the regression has an intercept.
    package let hasIntercept: Bool
    /// The number of rows that are used, which are those of weight above 0.
    package let rows: Int
    /// The highest power of each feature.
    let degree: Int
    /// The indices of the used rows among those given, counted from 0.
    let rowNumbers: [Int]
    /// The features of the used rows, of shape [rows, features].
    let features: Tensor<Double>
    /// The targets of the used rows.
    private(set) var targets: [Double]
    /// The weights divided by `weightUnit`; nil where every row counts once.
    let weights: [Double]?
    /// A power of 2 of the size of the largest weight where the weights are very large or very small, whose squares
    /// would overflow or underflow; else 1.
    let weightUnit: Double
    /// All columns with the powers in double-double; nil where there are no powers.
    private let powers: PreciseColumns?

    /// Creates a design from features, targets and optional weights.
    ///
    /// - Parameters:
    ///   - features: of shape [rows, features].
    ///   - names: one for each feature; x1, x2, … unless given.
    ///   - target: of shape [rows] or [rows, 1].
    ///   - weights: of shape [rows]; rows of weight 0 are left out.
    ///   - intercept: whether the regression has an intercept.
    ///   - degree: the highest power of each feature. Powers are computed in double-double, so that no digits are lost.
    /// - Throws: `RegressionError` for shapes that do not match, names that are the same, numbers that are not finite or too
    ///   large or too small for their squares, and weights that are negative or all 0; it names row and column.
    public init(
        features: Tensor<Double>, names: [String]? = nil, target: Tensor<Double>, weights: Tensor<Double>? = nil,
        intercept: Bool = true, degree: Int = 1
    ) throws(RegressionError) {
        let count = features.shape.first ?? 0
        guard features.rank == 2, target.shape == [count] || target.shape == [count, 1],
            weights == nil || weights?.shape == [count], names == nil || names?.count == features.shape[1]
        else {
            throw RegressionError(
                .mismatched(
                    "features of shape \(features.shape), targets of \(target.shape)"
                        + (weights.map { ", weights of \($0.shape)" } ?? "")
                        + (names.map { ", \($0.count) names" } ?? "")
                        + "; they must be [rows, features], [rows], [rows] and a name for each feature"))
        }
        let (targetValues, weightValues) = (target.scalars, weights?.scalars)
        let kept = try Self.keptRows(targetValues, weightValues)
        let isWhole = kept.count == count
        let picked = isWhole ? features : features.gatheringRows(Tensor(kept.map { Int32($0) }))
        (rows, hasIntercept, self.degree) = (kept.count, intercept, max(1, degree))
        self.features = picked.contiguous()
        targets = kept.map { targetValues[$0] }
        let unit = Self.unit(kept.reduce(0) { max($0, weightValues?[$1] ?? 1) })
        (self.weights, weightUnit) = (weightValues.map { weightValues in kept.map { weightValues[$0] / unit } }, unit)
        rowNumbers = kept
        let own = names ?? CoefficientNames.numbered(features.shape[1])
        self.names =
            (intercept ? [Self.interceptName] : [])
            + own.flatMap { name in (1...max(1, degree)).map { $0 == 1 ? name : "\(name)^\($0)" } }
        if self.names.isEmpty { throw RegressionError(.noFeatures) }
        try CoefficientNames.checkDifferent(self.names)
        let checked = RowTable(
            checkedFeatures: self.features, targets: Tensor(targets, shape: [kept.count, 1]), weights: nil)
        try ColumnMagnitudes.check(checked, names: own, rowNumbers: kept, targetsAreLabels: true)
        powers =
            degree > 1 ? try Self.powers(self.features, names: own, intercept: intercept, degree: degree, kept) : nil
    }

    /// Returns the power of 2 to divide weights by; 1 where the largest is between about 2⁻⁶⁴ and 2⁶⁴.
    private static func unit(_ largest: Double) -> Double {
        abs(largest.exponent) > 64 ? Double(sign: .plus, exponent: largest.exponent, significand: 1) : 1
    }

    private static func keptRows(_ target: [Double], _ weights: [Double]?) throws(RegressionError) -> [Int] {
        if let weights, let row = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
            throw RegressionError(.invalidWeight(row: row, value: weights[row]))
        }
        let kept = weights.map { weights in target.indices.filter { weights[$0] != 0 } } ?? Array(target.indices)
        if kept.isEmpty { throw RegressionError(target.isEmpty ? .noRows : .weightsAllZero) }
        return kept
    }

    private static func powers(
        _ features: Tensor<Double>, names: [String], intercept: Bool, degree: Int, _ kept: [Int]
    ) throws(RegressionError) -> PreciseColumns {
        var columns = PreciseColumns(rows: kept.count)
        if intercept { columns.append([Double](repeating: 1, count: kept.count)) }
        for index in 0..<features.shape[1] {
            let base = features.sliced(axis: 1, index..<index + 1).scalars.map { DoubleDouble($0) }
            var power = base
            for exponent in 1...degree {
                if exponent > 1 { power = zip(power, base).map { $0 * $1 } }
                if let row = power.firstIndex(where: { !(abs($0.high) < ColumnMagnitudes.limit) }) {
                    throw RegressionError(.nonFinite(row: kept[row], column: index, value: power[row].high))
                }
                let largest = power.reduce(0) { max($0, abs($1.high)) }
                if largest > 0, largest < ColumnMagnitudes.smallest {
                    throw RegressionError(
                        .tooSmall(
                            column: exponent == 1 ? names[index] : "\(names[index])^\(exponent)", largest: largest))
                }
                columns.append(power)
            }
        }
        return columns
    }

    /// All columns, the intercept's included, in the order of the names.
    var columns: PreciseColumns {
        if let powers { return powers }
        var columns = PreciseColumns(rows: rows)
        if hasIntercept { columns.append([Double](repeating: 1, count: rows)) }
        for index in 0..<features.shape[1] {
            columns.append(features.sliced(axis: 1, index..<index + 1).scalars)
        }
        return columns
    }

    /// All columns except the intercept's, in double precision, with targets and weights.
    var table: RowTable<Double> {
        let targets = Tensor(targets, shape: [rows, 1])
        let weights = weights.map { Tensor($0) }
        guard let powers else { return RowTable(checkedFeatures: features, targets: targets, weights: weights) }
        let all = Tensor(powers.high, shape: [powers.columns, rows]).transposed()
        let own = all.sliced(axis: 1, (hasIntercept ? 1 : 0)..<powers.columns)
        return RowTable(checkedFeatures: own, targets: targets, weights: weights)
    }

    /// Whether the table is solved in passes over tiles of rows: above 2²⁰ numbers, and without powers, whose
    /// double-double digits such passes would lose.
    var isTall: Bool { powers == nil && features.count > 1 << 20 }
}

extension RegressionDesign {
    /// Returns every row, its target included, times the square root of its weight; then a row for each penalised
    /// coefficient.
    ///
    /// - Parameter other: columns to use instead of the design's own.
    func weighted(
        l2: Double, columns other: PreciseColumns? = nil
    ) -> (columns: PreciseColumns, targets: [DoubleDouble]) {
        let columns = other ?? columns
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

    /// Returns the same rows with one-versus-rest targets: 1 where the target equals `one`, and 0 elsewhere.
    func labelled(_ one: Double) -> RegressionDesign {
        var design = self
        design.targets = targets.map { $0 == one ? 1 : 0 }
        return design
    }

    /// Runs `body` and translates its errors into errors that name the columns at fault.
    func locating<Result>(_ body: () throws(LinearAlgebraError) -> Result) throws(RegressionError) -> Result {
        do {
            return try body()
        } catch {
            if case .rankDeficient = error { try checkIndependence() }
            throw RegressionError(.linearAlgebra(error))
        }
    }

    /// Refuses a column that is a linear combination of those before it, or is constant.
    ///
    /// - Throws: `RegressionError` of kind `collinear`, or `mismatched` for a column that is constant in double precision.
    func checkIndependence() throws(RegressionError) {
        let columns = columns
        guard let (column, parts) = RefinedLeastSquares.dependence(columns) else { return }
        let shifts = ColumnShifts(self, columns, beyond: 1000)
        if shifts.isNeeded {
            // Columns that agree in their leading digits may differ in the others.
            guard let (column, parts) = RefinedLeastSquares.dependence(shifts.shifted(columns)) else { return }
            if !parts.isEmpty {
                throw RegressionError(.collinear(column: names[column], with: parts.map { names[$0] }))
            }
        }
        let value = columns[0, column].value
        if hasIntercept, abs(value) >= 0x1p53, (0..<rows).allSatisfy({ columns[$0, column].value == value }) {
            throw RegressionError(
                .mismatched(
                    "the numbers of column \(names[column]) cannot be told apart in double precision: all are \(value); subtract "
                        + "from them what they have in common, or leave the column out"))
        }
        throw RegressionError(.collinear(column: names[column], with: parts.map { names[$0] }))
    }
}
