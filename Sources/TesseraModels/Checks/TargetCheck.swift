package import Tessera

/// The fold that checks training rows: it finds the first number that is not finite, the first target that is neither 0
/// nor 1, and the range of the targets, which shows whether both classes occur.
struct TargetCheck<Scalar: RealScalar>: RowFold {
    struct Partial: Sendable {
        /// The first number that is NaN or infinite.
        var firstInvalid: InputError?
        /// The first target that is neither 0 nor 1.
        var firstNonBinary: InputError?
        var least = Scalar.infinity
        var greatest = -Scalar.infinity
    }

    var empty: Partial { Partial() }

    func add(_ tile: borrowing RowTile<Scalar>, to partial: inout Partial) {
        let (width, first) = (tile.rowShape.features, tile.rows.lowerBound)
        tile.withSpans { features, targets, _ in
            if partial.firstInvalid == nil { partial.firstInvalid = firstInvalid(features, width, targets, first) }
            for row in targets.indices {
                let value = targets[row]
                partial.least = min(partial.least, value)
                partial.greatest = max(partial.greatest, value)
                if value != 0, value != 1, partial.firstNonBinary == nil {
                    partial.firstNonBinary = .notBinary(row: first + row, value: value.scalarValue)
                }
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

/// Rows that are generated finite and, if their targets are classes, with both classes, so that they need no check.
package protocol PrevalidatedRows {}

extension RowSource {
    private func targetCheck() throws(InputError) -> TargetCheck<Scalar>.Partial {
        let found = try InputError.translating { try fold(TargetCheck<Scalar>()) }
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
