import Tessera

/// Whether a direction tells several classes apart, and which columns it takes, those that matter most first.
///
/// That no row moves towards another class than its own is the same, for each pair of a row and another class, as that
/// their difference moves up: one table of such pairs, all of class 1, without an intercept.
struct SeparatingClasses {
    /// The columns less their medians, in units of the distance of their quartiles, one after another: those of a row would
    /// else be hidden by its largest. The intercept's comes first, where there is one.
    private let x: [Double]
    private let (rows, columns): (Int, Int)
    private let centred: CentredCoefficients
    private let own: [Int]
    private let classes: Int
    private let hasIntercept: Bool

    /// Rows on the border meet to rounding, and to what is left of other directions.
    private static let tolerance = 1e-9
    /// Numbers of the table of pairs.
    private static let mostNumbers = 1 << 26

    /// - Parameters:
    ///   - x: the intercept first, where there is one, then the features.
    ///   - own: the class of each row, by place.
    init(_ x: PreciseColumns, own: [Int], classes: Int, hasIntercept: Bool) {
        let quartiles = ((hasIntercept ? 1 : 0)..<x.columns).map {
            ColumnQuartiles(x.high[$0 * x.rows..<($0 + 1) * x.rows])
        }
        let centred = CentredCoefficients(quartiles, intercept: hasIntercept)
        let first = hasIntercept ? 1 : 0
        self.x = (0..<x.columns).flatMap { column in
            let own = x.high[column * x.rows..<(column + 1) * x.rows]
            if column < first { return Array(own) }
            let (centre, unit) = (centred.centres[column - first], centred.units[column - first])
            return own.map { ($0 - centre) / unit }
        }
        (rows, columns, self.centred) = (x.rows, x.columns, centred)
        (self.own, self.classes, self.hasIntercept) = (own, classes, hasIntercept)
    }

    /// The columns, by position among the features; nil where the direction does not separate.
    ///
    /// - Parameter direction: a Newton step or coefficients, for each class but the first.
    func columns(along direction: [[Double]], _ evidence: Separation.Evidence) throws -> [Int]? {
        let direction = direction.map(placed)
        if evidence == .perfectCoefficients { return leading(direction) ?? Array(0..<features) }
        guard isRunning(direction, evidence), let exact = try exactDirection(direction, evidence) else { return nil }
        return leading(exact) ?? used(exact)
    }

    /// The coefficients of a class for the columns as they are here.
    private func placed(_ own: [Double]) -> [Double] {
        let found = centred.centred(Array(own.dropFirst(first)) + [hasIntercept ? own[0] : 0])
        return (hasIntercept ? [found[features]] : []) + found.dropLast()
    }

    private var features: Int { columns - first }
    private var first: Int { hasIntercept ? 1 : 0 }

    /// Before the pairs are written down: whether rows move apart by about 1, and none towards each other; of coefficients,
    /// whether some rows are certain.
    private func isRunning(_ step: [[Double]], _ evidence: Separation.Evidence) -> Bool {
        var (least, greatest) = (Double.infinity, -Double.infinity)
        for row in 0..<rows {
            let scores =
                [0]
                + step.map { own in
                    (0..<columns).reduce(0) { $0 + own[$1] * x[$1 * rows + row] }
                }
            for other in 0..<classes where other != own[row] {
                let move = scores[own[row]] - scores[other]
                (least, greatest) = (min(least, move), max(greatest, move))
            }
        }
        return evidence == .step ? least >= -0.1 && greatest > 0.5 : greatest > RecessionTest.certain
    }

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
        let test =
            evidence == .step
            ? RecessionTest(table, intercept: false, step: flat)
            : RecessionTest(table, intercept: false, coefficients: flat)
        guard let found = try test.separatingDirection() else { return nil }
        return (1..<classes).map { Array(found[($0 - 1) * columns..<$0 * columns]) }
    }

    /// The fewest leading columns along which no row is nearer to another class than to its own; nil where all together do
    /// not do that.
    private func leading(_ direction: [[Double]]) -> [Int]? {
        let moves = moves(direction)
        let order = moves.indices.sorted { moves[$0] > moves[$1] }
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
        for (place, column) in order.enumerated() {
            for (block, own) in direction.enumerated() {
                for (row, element) in self.column(column).enumerated() {
                    scores[block][row] += own[column + first] * (element - means[column])
                }
            }
            if separates(scores) { return order[...place].sorted() }
        }
        return nil
    }

    private func column(_ feature: Int) -> ArraySlice<Double> {
        x[(feature + first) * rows..<(feature + first + 1) * rows]
    }

    /// How much each feature moves the rows.
    private func moves(_ direction: [[Double]]) -> [Double] {
        (0..<features).map { feature in
            let weight = direction.reduce(0.0) { max($0, abs($1[feature + first])) }
            return weight * HouseholderQR.length(column(feature))
        }
    }

    private func used(_ direction: [[Double]]) -> [Int] {
        let moves = moves(direction)
        let largest = moves.max() ?? 0
        return moves.indices.filter { moves[$0] > 1e-6 * largest }
    }

    private func separates(_ others: [[Double]]) -> Bool {
        var (least, reach) = (Double.infinity, 0.0)
        for row in 0..<rows {
            let scores = [0] + others.map { $0[row] }
            for (place, score) in scores.enumerated() {
                reach = max(reach, abs(score))
                if place != own[row] { least = min(least, scores[own[row]] - score) }
            }
        }
        return reach > 0 && least >= -Self.tolerance * reach
    }
}
