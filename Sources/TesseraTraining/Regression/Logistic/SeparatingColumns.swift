import Tessera

/// Which columns of a direction it takes to tell two classes apart, those that matter most first.
struct SeparatingColumns: RowFold {
    /// Of each number of leading columns: what rows of the classes reach along them.
    struct Partial: Sendable {
        /// Of class 1.
        var least: [Double]
        /// Of class 0.
        var most: [Double]
        var reach: [Double]
    }

    /// Features by how much they move the rows, and their part of the direction.
    private let order: [Int]
    private let weights: [Double]
    private let means: [Double]
    private let hasIntercept: Bool

    /// Rows on the border meet to what is left of other directions: along one column exactly. More would take overlap far
    /// from a single row that is far out for none.
    private static let tolerance = 1e-9

    /// - Parameter direction: one for each feature, then the intercept, which is left open: any threshold will do.
    private init(_ direction: [Double], _ moments: Moments<Double>.Partial, intercept: Bool) {
        let features = 0..<direction.count - 1
        let sizes = features.map { feature in
            let mean = intercept ? 0 : moments.means[feature]
            return abs(direction[feature]) * (moments.variances[feature] + mean * mean).squareRoot()
        }
        order = features.sorted { sizes[$0] > sizes[$1] }
        weights = order.map { direction[$0] }
        means = order.map { intercept ? moments.means[$0] : 0 }
        hasIntercept = intercept
    }

    /// The fewest leading columns, by position, that have no row of a class beyond one of the other; nil where all together
    /// do not.
    static func find(
        along direction: [Double], _ rows: some RowSource<Double>, intercept: Bool
    ) throws(RowSourceError) -> [Int]? {
        let moments = try rows.fold(Moments<Double>(rows.rowShape))
        let fold = SeparatingColumns(direction, moments, intercept: intercept)
        let found = try rows.fold(fold)
        let count = fold.order.indices.first { place in
            guard found.reach[place] > 0 else { return false }
            let slack = place == 0 ? 0 : tolerance * found.reach[place]
            return intercept
                ? found.least[place] >= found.most[place] - slack
                : found.least[place] >= -slack && found.most[place] <= slack
        }
        return count.map { fold.order[...$0].sorted() }
    }

    var empty: Partial {
        let count = order.count
        return Partial(
            least: Array(repeating: .infinity, count: count), most: Array(repeating: -.infinity, count: count),
            reach: Array(repeating: 0, count: count))
    }
    var partialBytes: Int { order.count * 24 }

    func add(_ tile: borrowing RowTile<Double>, to partial: inout Partial) {
        let (count, isWeighted) = (order.count, tile.rowShape.hasWeights)
        tile.withSpans { features, targets, rowWeights in
            for row in targets.indices where !isWeighted || rowWeights[row] > 0 {
                var sum = 0.0
                for place in 0..<count {
                    sum += weights[place] * (features[row * count + order[place]] - means[place])
                    partial.reach[place] = max(partial.reach[place], abs(sum))
                    if targets[row] == 1 {
                        partial.least[place] = min(partial.least[place], sum)
                    } else {
                        partial.most[place] = max(partial.most[place], sum)
                    }
                }
            }
        }
    }

    func merge(_ later: Partial, into partial: inout Partial) {
        for place in order.indices {
            partial.least[place] = min(partial.least[place], later.least[place])
            partial.most[place] = max(partial.most[place], later.most[place])
            partial.reach[place] = max(partial.reach[place], later.reach[place])
        }
    }
}
