import Tessera

/// Rows in memory with several classes, tested for separation.
///
/// That no row moves towards a class other than its own is equivalent to a condition on pairs: for each row and each
/// other class, the difference of the two scores does not decrease. The pairs form one table, all of class 1, without
/// an intercept.
struct RowsOfSeveralClasses: SeparableRows {
    /// The columns, centred at their medians and scaled by their interquartile ranges, one after another: otherwise the
    /// largest element of a row would hide the others. The intercept's comes first, where there is one.
    private let x: [Double]
    private let (rows, columns): (Int, Int)
    let scaling: ColumnScaling
    private let own: [Int]
    private let classes: Int
    private let hasIntercept: Bool

    /// The tolerance of the separation test: scores of rows on the border agree only to rounding and to what is left of
    /// other directions.
    private static let tolerance = 1e-9
    /// The largest number of elements of the table of pairs.
    private static let mostNumbers = 1 << 26

    /// - Parameters:
    ///   - x: the intercept first, where there is one, then the features.
    ///   - own: the class index of each row.
    init(_ x: PreciseColumns, own: [Int], classes: Int, intercept hasIntercept: Bool) {
        let quartiles = ((hasIntercept ? 1 : 0)..<x.columns).map {
            ColumnQuartiles(x.high[$0 * x.rows..<($0 + 1) * x.rows])
        }
        let scaling = ColumnScaling(centring: quartiles, intercept: hasIntercept)
        let first = hasIntercept ? 1 : 0
        self.x = (0..<x.columns).flatMap { column in
            let own = x.high[column * x.rows..<(column + 1) * x.rows]
            if column < first { return Array(own) }
            let (shift, scale) = (scaling.shifts[column - first], scaling.scales[column - first])
            return own.map { ($0 - shift) * scale }
        }
        (rows, columns, self.scaling) = (x.rows, x.columns, scaling)
        (self.own, self.classes, self.hasIntercept) = (own, classes, hasIntercept)
    }

    func separatingDirection(_ direction: [[Double]], _ evidence: Separation.Evidence) throws -> [[Double]]? {
        let ordered = direction.map(ordered)
        guard isDiverging(ordered, evidence) else { return nil }
        return try exactDirection(ordered, evidence)?.map { hasIntercept ? $0.dropFirst() + [$0[0]] : $0 + [0] }
    }

    func leadingColumns(_ direction: [[Double]]) -> [Int]? { leading(direction.map(ordered)) }

    func contributions(_ direction: [[Double]]) -> [Double] { ownContributions(direction.map(ordered)) }

    /// Returns the elements of a direction in the order of the columns, that of the intercept first.
    private func ordered(_ own: [Double]) -> [Double] { (hasIntercept ? [own[features]] : []) + own.dropLast() }

    private var features: Int { columns - first }
    private var first: Int { hasIntercept ? 1 : 0 }

    /// A quick test before the pairs are built: whether a step moves rows apart by about 1, and none noticeably towards
    /// each other; for coefficients, whether some rows are certain of their class.
    private func isDiverging(_ step: [[Double]], _ evidence: Separation.Evidence) -> Bool {
        var (least, greatest) = (Double.infinity, -Double.infinity)
        for row in 0..<rows {
            let scores =
                [0]
                + step.map { own in
                    (0..<columns).reduce(0) { $0 + own[$1] * x[$1 * rows + row] }
                }
            for other in 0..<classes where other != own[row] {
                let margin = scores[own[row]] - scores[other]
                (least, greatest) = (min(least, margin), max(greatest, margin))
            }
        }
        return evidence == .step ? least >= -0.1 && greatest > 0.5 : greatest > RecessionTest.certain
    }

    /// Returns a direction that separates the classes, from the recession test on the table of pairs; nil where there
    /// is none or the table would be too large.
    private func exactDirection(
        _ step: [[Double]], _ evidence: Separation.Evidence
    ) throws -> [[Double]]? {
        let (pairs, width) = (rows * (classes - 1), columns * (classes - 1))
        guard pairs * width <= Self.mostNumbers else { return nil }
        var numbers: [Double] = []
        numbers.reserveCapacity(pairs * width)
        for row in 0..<rows {
            let element = (0..<columns).map { x[$0 * rows + row] }
            for other in 0..<classes where other != own[row] {
                for block in 1..<classes {
                    let sign = block == own[row] ? 1.0 : block == other ? -1 : 0
                    numbers += sign == 0 ? Array(repeating: 0, count: columns) : element.map { $0 * sign }
                }
            }
        }
        let table = RowTable(
            checkedFeatures: Tensor(numbers, shape: [pairs, width]), targets: Tensor(ones: [pairs, 1]), weights: nil)
        let flat: [Double] = step.flatMap { $0 } + [0]
        let test = RecessionTest(table, intercept: false, along: flat, evidence)
        guard let found = try test.separatingDirection() else { return nil }
        return (1..<classes).map { Array(found[($0 - 1) * columns..<$0 * columns]) }
    }

    /// Returns the fewest leading columns along which no row is nearer to another class than to its own.
    private func leading(_ direction: [[Double]]) -> [Int]? {
        let contributions = ownContributions(direction)
        let order = contributions.indices.sorted { contributions[$0] > contributions[$1] }
        var scores = direction.map { own in
            Array(repeating: hasIntercept ? own[0] : 0, count: rows)
        }
        let means = (0..<features).map { column in
            hasIntercept ? self.column(column).reduce(0, +) / Double(rows) : 0
        }
        for (block, own) in direction.enumerated() {
            let shift = (0..<features).reduce(0.0) { $0 + own[$1 + first] * means[$1] }
            for row in 0..<rows { scores[block][row] += shift }
        }
        for (rank, column) in order.enumerated() {
            for (block, own) in direction.enumerated() {
                for (row, element) in self.column(column).enumerated() {
                    scores[block][row] += own[column + first] * (element - means[column])
                }
            }
            if separates(scores) { return order[...rank].sorted() }
        }
        return nil
    }

    private func column(_ feature: Int) -> ArraySlice<Double> {
        x[(feature + first) * rows..<(feature + first + 1) * rows]
    }

    /// Returns how much each feature contributes to the scores: the largest coefficient times the norm of the column.
    private func ownContributions(_ direction: [[Double]]) -> [Double] {
        (0..<features).map { feature in
            let weight = direction.reduce(0.0) { max($0, abs($1[feature + first])) }
            return weight * HouseholderQR.length(column(feature))
        }
    }

    /// Returns whether no score of another class exceeds that of a row's own class.
    private func separates(_ others: [[Double]]) -> Bool {
        var (least, maxAbs) = (Double.infinity, 0.0)
        for row in 0..<rows {
            let scores = [0] + others.map { $0[row] }
            for (classIndex, score) in scores.enumerated() {
                maxAbs = max(maxAbs, abs(score))
                if classIndex != own[row] { least = min(least, scores[own[row]] - score) }
            }
        }
        return maxAbs > 0 && least >= -Self.tolerance * maxAbs
    }
}
