import Tessera

/// Which columns of a direction it takes to tell several classes apart, those that matter most first.
struct SeparatingClasses {
    /// About their means where there is an intercept: shape [rows, features].
    private let x: Tensor<Double>
    private let means: Tensor<Double>
    /// 1 for the class of each row: shape [rows, classes].
    private let hits: Tensor<Double>
    private let hasIntercept: Bool

    /// Rows on the border meet to rounding, and to what is left of other directions.
    private static let tolerance = 1e-9

    /// - Parameters:
    ///   - columns: the features, then ones where there is an intercept.
    ///   - others: of the classes but the first, 1 where a row is of one.
    init(_ columns: Tensor<Double>, hits others: Tensor<Double>, hasIntercept: Bool) {
        let features = columns[.full, 0..<columns.shape[1] - (hasIntercept ? 1 : 0)]
        means = hasIntercept ? features.mean(axis: 0) : Tensor(zeros: [features.shape[1]])
        x = features - means
        hits = concatenate([1 - others.sum(axis: 1, keepingDimensions: true), others], axis: 1)
        self.hasIntercept = hasIntercept
    }

    /// The fewest leading columns, by position, along which no row is nearer to another class than to its own; nil where all
    /// together do not do that.
    ///
    /// - Parameter direction: of shape [classes − 1, columns].
    func columns(along direction: Tensor<Double>) -> [Int]? {
        let weights = direction[.full, 0..<x.shape[1]]
        let lengths = (weights.abs().max(axis: 0) * x.squared().sum(axis: 0).sqrt()).scalars
        let order = lengths.indices.sorted { lengths[$0] > lengths[$1] }
        var logits = Tensor<Double>(zeros: [x.shape[0], direction.shape[0]])
        if hasIntercept { logits = logits + direction[.full, x.shape[1]] + weights.matmul(means) }
        for (place, column) in order.enumerated() {
            logits = logits + x[.full, column..<column + 1] * weights[.full, column]
            if separates(logits) { return order[...place].sorted() }
        }
        return nil
    }

    private func separates(_ others: Tensor<Double>) -> Bool {
        let logits = concatenate([Tensor(zeros: [others.shape[0], 1]), others], axis: 1)
        let own = (logits * hits).sum(axis: 1, keepingDimensions: true)
        let rest = select(hits .> 0, Tensor(-.infinity), otherwise: logits).max(axis: 1, keepingDimensions: true)
        let reach = logits.abs().max().item
        return reach > 0 && (own - rest).min().item >= -Self.tolerance * reach
    }
}
