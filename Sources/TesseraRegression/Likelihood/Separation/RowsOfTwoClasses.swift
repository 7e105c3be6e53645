import Tessera

/// Rows of any source with targets of 0 and 1, or with counts, tested for separation in passes over them.
struct RowsOfTwoClasses: SeparableRows {
    let scaling: ColumnScaling
    private let rows: any RowSource<Double>
    private let targets: SeparableTargets
    private var hasIntercept: Bool { scaling.hasIntercept }

    init(_ rows: some RowSource<Double>, _ targets: SeparableTargets, intercept: Bool) throws {
        self.targets = targets
        scaling = ColumnScaling(centring: try ColumnScaling.quartiles(rows), intercept: intercept)
        self.rows = scaling.scaled(rows)
    }

    func separatingDirection(_ direction: [[Double]], _ evidence: Separation.Evidence) throws -> [[Double]]? {
        let test = RecessionTest(rows, targets, intercept: hasIntercept, along: direction[0], evidence)
        return try test.separatingDirection().map { [$0] }
    }

    func leadingColumns(_ direction: [[Double]]) throws -> [Int]? {
        try SeparatingColumns.find(along: direction[0], rows, targets, intercept: hasIntercept)
    }

    func contributions(_ direction: [[Double]]) throws -> [Double] {
        let found = try rows.fold(Moments<Double>(rows.rowShape))
        return direction[0].dropLast().indices.map { feature in
            abs(direction[0][feature]) * (found.variances[feature].squareRoot() + abs(found.means[feature]))
        }
    }
}

/// A fold that finds the columns of a direction needed to separate two classes, the most important first.
private struct SeparatingColumns: RowFold {
    /// The extreme values of the rows' partial sums along the first 1, 2, … leading columns.
    struct Partial: Sendable {
        /// The smallest value of the rows of class 1, or of counts above 0.
        var least: [Double]
        /// The largest value of the rows of class 0, or of all counts: those above 0 must have the same value.
        var most: [Double]
        /// The largest magnitude of all rows.
        var maxAbs: [Double]
    }

    /// The features in descending order of their contribution, and their elements of the direction.
    private let order: [Int]
    private let weights: [Double]
    private let means: [Double]
    private let hasIntercept: Bool
    private let kind: SeparableTargets

    /// The tolerance relative to the largest magnitude: rows on the border agree only to what is left of other
    /// directions, but exactly along a single column. A larger tolerance would miss an overlap away from a single
    /// outlier.
    private static let tolerance = 1e-9

    /// - Parameter direction: one element for each feature, then the intercept, which is ignored: any threshold may
    ///   separate.
    private init(
        _ direction: [Double], _ moments: Moments<Double>.Partial, _ kind: SeparableTargets, intercept: Bool
    ) {
        self.kind = kind
        let features = 0..<direction.count - 1
        let contributions = features.map { feature in
            let mean = intercept ? 0 : moments.means[feature]
            return abs(direction[feature]) * (moments.variances[feature] + mean * mean).squareRoot()
        }
        order = features.sorted { contributions[$0] > contributions[$1] }
        weights = order.map { direction[$0] }
        means = order.map { intercept ? moments.means[$0] : 0 }
        hasIntercept = intercept
    }

    /// Returns the fewest leading columns, by index, along which no row of a class lies beyond one of the other class;
    /// nil where even all columns together do not separate the classes.
    static func find(
        along direction: [Double], _ rows: some RowSource<Double>, _ kind: SeparableTargets, intercept: Bool
    ) throws(RowSourceError) -> [Int]? {
        let moments = try rows.fold(Moments<Double>(rows.rowShape))
        let fold = SeparatingColumns(direction, moments, kind, intercept: intercept)
        let found = try rows.fold(fold)
        let count = fold.order.indices.first { index in
            guard found.maxAbs[index] > 0 else { return false }
            let slack = index == 0 ? 0 : tolerance * found.maxAbs[index]
            return intercept
                ? found.least[index] >= found.most[index] - slack
                : found.least[index] >= -slack && found.most[index] <= slack
        }
        return count.map { fold.order[...$0].sorted() }
    }

    var empty: Partial {
        let count = order.count
        return Partial(
            least: Array(repeating: .infinity, count: count), most: Array(repeating: -.infinity, count: count),
            maxAbs: Array(repeating: 0, count: count))
    }
    var partialBytes: Int { order.count * 24 }

    func add(_ tile: borrowing RowTile<Double>, to partial: inout Partial) {
        let (count, isWeighted) = (order.count, tile.rowShape.hasWeights)
        tile.withSpans { features, targets, rowWeights in
            for row in targets.indices where !isWeighted || rowWeights[row] > 0 {
                var sum = 0.0
                for index in 0..<count {
                    sum += weights[index] * (features[row * count + order[index]] - means[index])
                    partial.maxAbs[index] = max(partial.maxAbs[index], abs(sum))
                    let (isLower, isUpper) = sides(targets[row])
                    if isUpper { partial.least[index] = min(partial.least[index], sum) }
                    if isLower { partial.most[index] = max(partial.most[index], sum) }
                }
            }
        }
    }

    /// Returns on which sides of the border a row may lie: on both, it must lie on the border.
    private func sides(_ target: Double) -> (isLower: Bool, isUpper: Bool) {
        switch kind {
        case .classes: (target != 1, target == 1)
        case .counts: (true, target != 0)
        }
    }

    func merge(_ later: Partial, into partial: inout Partial) {
        for index in order.indices {
            partial.least[index] = min(partial.least[index], later.least[index])
            partial.most[index] = max(partial.most[index], later.most[index])
            partial.maxAbs[index] = max(partial.maxAbs[index], later.maxAbs[index])
        }
    }
}
