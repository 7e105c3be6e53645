package import Tessera

/// The fold that checks training rows: it finds the first number that is not finite, the first target that is neither 0
/// nor 1, and the range of the targets, which shows whether both classes occur.
struct TargetCheck<Scalar: RealScalar>: RowFold {
    struct Partial: Sendable {
        /// The first number that is NaN or infinite.
        var firstInvalid: InputError?
        /// The first target that is neither 0 nor 1.
        var firstNonBinary: InputError?
        /// The range of the targets, as far as they are 0 or 1.
        var least = Scalar.infinity
        var greatest = -Scalar.infinity
    }

    /// Whether the features are checked too; those of a table that is known to be finite are not read.
    let checksFeatures: Bool

    var empty: Partial { Partial() }

    func add(_ tile: borrowing RowTile<Scalar>, to partial: inout Partial) {
        let (width, first, kernels) = (tile.rowShape.features, tile.rows.lowerBound, Backend.current.kernels)
        let (targets, count) = (tile.columns[1], tile.rows.count * tile.rowShape.targets)
        // A finite sum proves that all terms are finite. A sum that is not may have overflowed by itself.
        let sum = kernels.reduce(.sum, count, targets)
        let isFinite =
            sum.isFinite && (!checksFeatures || kernels.reduce(.sum, tile.rows.count * width, tile.columns[0]).isFinite)
        if !isFinite, partial.firstInvalid == nil {
            partial.firstInvalid = tile.withSpans { features, targets, _ in
                firstInvalid(features, width, targets, first)
            }
        }
        if countOthers(targets, count) == 0 {
            // Sums of this many zeros and ones are exact.
            partial.least = min(partial.least, sum < Scalar(count) ? 0 : 1)
            partial.greatest = max(partial.greatest, sum > 0 ? 1 : 0)
        } else if partial.firstNonBinary == nil {
            for row in 0..<count where targets[row] != 0 && targets[row] != 1 {
                partial.firstNonBinary = .notBinary(row: first + row, value: targets[row].scalarValue)
                return
            }
        }
    }

    private func firstInvalid(
        _ features: Span<Scalar>, _ width: Int, _ targets: Span<Scalar>, _ first: Int
    ) -> InputError? {
        for row in targets.indices {
            for column in 0..<width where !features[row * width + column].isFinite {
                let value = features[row * width + column].scalarValue
                return .nonFinite(row: first + row, column: column, value: value)
            }
            if !targets[row].isFinite {
                return .nonFinite(row: first + row, column: nil, value: targets[row].scalarValue)
            }
        }
        return nil
    }

    func merge(_ later: Partial, into partial: inout Partial) {
        partial.firstInvalid = partial.firstInvalid ?? later.firstInvalid
        partial.firstNonBinary = partial.firstNonBinary ?? later.firstNonBinary
        partial.least = min(partial.least, later.least)
        partial.greatest = max(partial.greatest, later.greatest)
    }
}

/// Returns how many of some numbers are neither 0 nor 1, by a loop that is compiled to vectors.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func countOthers<Scalar: RealScalar>(_ numbers: UnsafePointer<Scalar>, _ count: Int) -> Int {
    var others = 0
    for index in 0..<count { others &+= (numbers[index] - 1) * numbers[index] == 0 ? 0 : 1 }
    return others
}

/// Rows that are generated finite and, if their targets are classes, with both classes, so that they need no check.
package protocol PrevalidatedRows {}

extension RowSource {
    private func targetCheck() throws(InputError) -> TargetCheck<Scalar>.Partial {
        let found = try InputError.translating {
            try fold(TargetCheck<Scalar>(checksFeatures: table?.isKnownFinite != true))
        }
        if let bad = found.firstInvalid { throw bad }
        return found
    }

    /// Checks that all features and targets are finite.
    ///
    /// - Throws: `InputError.nonFinite`, `rows`.
    package func checkFinite() throws(InputError) {
        if self is any PrevalidatedRows || table?.isKnownFinite == true { return }
        _ = try targetCheck()
    }

    /// Returns whether every target is 0 or 1, and both occur.
    ///
    /// - Throws: `InputError.nonFinite`, `rows`.
    package func hasBinaryTargets() throws(InputError) -> Bool {
        let found = try targetCheck()
        return found.firstNonBinary == nil && found.least < found.greatest
    }

    /// Checks that all targets are 0 or 1: the logistic loss of others is not defined.
    ///
    /// - Throws: `InputError.nonFinite`, `notBinary`, `rows`.
    package func checkBinary() throws(InputError) {
        if self is any PrevalidatedRows { return }
        if let other = try targetCheck().firstNonBinary { throw other }
    }

    /// Checks that all targets are 0 or 1 and both occur: with one class only, the coefficients of the maximum
    /// likelihood would be infinite.
    ///
    /// - Throws: `InputError.nonFinite`, `notBinary`, `oneClassOnly`, `rows`.
    package func checkBothClasses() throws(InputError) {
        if self is any PrevalidatedRows { return }
        let found = try targetCheck()
        if let other = found.firstNonBinary { throw other }
        if found.least == found.greatest { throw .oneClassOnly(found.least.scalarValue) }
    }
}
