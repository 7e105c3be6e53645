import Tessera

/// A fold of the targets: their weighted mean, and the first one that a family does not have.
struct TargetSums: RowFold {
    struct Partial: Sendable {
        /// The number of rows with a weight above 0.
        fileprivate(set) var count = 0
        fileprivate var weight = 0.0
        fileprivate var sum = 0.0
        fileprivate var invalid: (row: Int, value: Double)?

        /// The weighted mean of the targets.
        var mean: Double { sum / weight }
    }

    private let family: Family

    private init(_ family: Family) { self.family = family }

    var empty: Partial { Partial() }

    func add(_ tile: borrowing RowTile<Double>, to partial: inout Partial) {
        let first = tile.rows.lowerBound
        tile.withSpans { _, targets, weights in
            for row in targets.indices {
                let weight = weights.isEmpty ? 1 : weights[row]
                if weight == 0 { continue }
                if !family.targets.contains(targets[row]), partial.invalid == nil {
                    partial.invalid = (first + row, targets[row])
                }
                partial.count += 1
                partial.weight += weight
                partial.sum += weight * targets[row]
            }
        }
    }

    func merge(_ later: Partial, into partial: inout Partial) {
        partial.count += later.count
        partial.weight += later.weight
        partial.sum += later.sum
        partial.invalid = partial.invalid ?? later.invalid
    }

    /// Sums the targets of rows that a regression of a family can be fitted to.
    ///
    /// - Parameters:
    ///   - rowNumbers: the number of each row for error messages; nil where they count from 0.
    ///   - needsVariation: whether a mean that the family does not have, as where all counts are 0, is refused.
    /// - Throws: `RegressionError` of kind `notBinary`, `oneClassOnly`, `invalidTarget`, `mismatched` where the mean of the targets
    ///   is none that the family has, as where all counts are 0.
    static func of(
        _ rows: some RowSource<Double>, _ family: Family, rowNumbers: [Int]? = nil, needsVariation: Bool = true
    ) throws(RegressionError) -> Partial {
        let found = try RegressionError.translating { try rows.fold(TargetSums(family)) }
        if let (row, value) = found.invalid {
            let row = rowNumbers?[row] ?? row
            if family.isBinary { throw RegressionError(.notBinary(row: row, value: value)) }
            let expected = "\(family.name) regression needs \(family.targets.description)"
            throw RegressionError(.invalidTarget(row: row, value: value, expected: expected))
        }
        guard needsVariation, !family.means.contains(found.mean) else { return found }
        if family.isBinary { throw RegressionError(.oneClassOnly(found.mean)) }
        throw RegressionError(
            .mismatched("the mean of the targets is \(found.mean), from which \(family.name) regression cannot start"))
    }
}
