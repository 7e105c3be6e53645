package import Tessera

/// The fold that sums the case weights of all rows, counts those above 0 and finds the first invalid one: negative,
/// NaN, or at least `InputError.magnitudeLimit`.
private struct WeightCheck<Scalar: RealScalar>: RowFold {
    struct Partial: Sendable {
        var firstInvalid: InputError?
        var sum = 0.0
        /// The number of weights above 0.
        var count = 0
    }

    var empty: Partial { Partial() }

    func add(_ tile: borrowing RowTile<Scalar>, to partial: inout Partial) {
        let first = tile.rows.lowerBound
        tile.withSpans { _, _, weights in
            for row in weights.indices {
                let weight = weights[row].scalarValue
                partial.sum += weight
                if weight > 0 { partial.count += 1 }
                if partial.firstInvalid == nil, !(weight >= 0 && weight < InputError.magnitudeLimit) {
                    partial.firstInvalid = .invalidWeight(row: first + row, value: weight)
                }
            }
        }
    }

    func merge(_ later: Partial, into partial: inout Partial) {
        partial.firstInvalid = partial.firstInvalid ?? later.firstInvalid
        partial.sum += later.sum
        partial.count += later.count
    }
}

extension RowSource {
    /// Returns the sum of the case weights; the number of rows if they have no weights.
    ///
    /// - Throws: `InputError.invalidWeight`, `weightsAllZero`, `rows`.
    package func totalWeight() throws(InputError) -> Double {
        rowShape.hasWeights ? try checkedWeights().sum : Double(rowCount)
    }

    /// Returns the number of rows with a weight above 0; the number of rows if they have no weights.
    ///
    /// - Throws: what `totalWeight()` throws.
    package func countedRows() throws(InputError) -> Int {
        rowShape.hasWeights ? try checkedWeights().count : rowCount
    }

    private func checkedWeights() throws(InputError) -> WeightCheck<Scalar>.Partial {
        let found = try InputError.translating { try fold(WeightCheck<Scalar>()) }
        if let bad = found.firstInvalid { throw bad }
        if found.sum == 0 { throw .weightsAllZero }
        return found
    }

    /// Checks that the rows have the shape of a regression: at least one row, at least one feature, and one target.
    ///
    /// - Throws: `InputError.noRows`, `noFeatures`, `mismatched`.
    package func checkRegression() throws(InputError) {
        if rowCount < 1 { throw .noRows }
        if rowShape.features < 1 { throw .noFeatures }
        guard rowShape.targets == 1 else {
            throw .mismatched("the rows have \(rowShape.targets) targets; a regression predicts one")
        }
    }
}
