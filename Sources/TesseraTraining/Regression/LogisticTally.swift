import Foundation
import Tessera

/// How likely the rows are with given coefficients, and what is wrong with their targets.
struct LogisticTally: RowFold {
    struct Partial: Sendable {
        private(set) var logLikelihood = 0.0
        private(set) var count = 0
        private(set) var weight = 0.0
        private(set) var ones = 0.0
        /// Rows whose class is the less likely one.
        private(set) var misses = 0
        private var firstOther: TrainingError?
    }

    private let weights: Tensor<Double>
    private let bias: Double

    /// - Parameter coefficients: one for each feature, then the intercept.
    init(_ coefficients: [Double]) {
        weights = Tensor(Array(coefficients.dropLast()))
        bias = coefficients.last ?? 0
    }

    var empty: Partial { Partial() }

    func add(_ tile: borrowing RowTile<Double>, to partial: inout Partial) {
        let batch = tile.batch
        let margins = batch.features.matmul(weights)
        let first = tile.rows.lowerBound
        margins.withSpan { margins in
            tile.withSpans { _, targets, weights in
                for row in targets.indices {
                    partial.add(
                        margins[row] + bias, target: targets[row], weight: weights.isEmpty ? 1 : weights[row],
                        row: first + row)
                }
            }
        }
    }

    func merge(_ later: Partial, into partial: inout Partial) { partial.merge(later) }
}

extension LogisticTally.Partial {
    fileprivate mutating func add(_ margin: Double, target: Double, weight: Double, row: Int) {
        if target != 0, target != 1 { firstOther = firstOther ?? .notBinary(row: row, value: target) }
        if weight == 0 { return }
        let own = target == 1 ? margin : -margin
        logLikelihood += weight * (min(own, 0) - log1p(exp(-abs(own))))
        count += 1
        self.weight += weight
        if target == 1 { ones += weight }
        if own <= 0 { misses += 1 }
    }

    fileprivate mutating func merge(_ later: LogisticTally.Partial) {
        logLikelihood += later.logLikelihood
        count += later.count
        weight += later.weight
        ones += later.ones
        misses += later.misses
        firstOther = firstOther ?? later.firstOther
    }

    /// Refuses targets that are no classes, or one only.
    func check() throws(TrainingError) {
        if let firstOther { throw firstOther }
        if ones == 0 { throw .oneClassOnly(0) }
        if ones == weight { throw .oneClassOnly(1) }
    }
}
