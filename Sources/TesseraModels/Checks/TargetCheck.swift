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

    /// Whether the features are checked too; those of a table that is known to be finite are not read.
    let checksFeatures: Bool

    var empty: Partial { Partial() }

    func add(_ tile: borrowing RowTile<Scalar>, to partial: inout Partial) {
        let (width, first) = (tile.rowShape.features, tile.rows.lowerBound)
        if partial.firstInvalid == nil, !isFinite(tile) {
            partial.firstInvalid = tile.withSpans { features, targets, _ in
                firstInvalid(features, width, targets, first)
            }
        }
        let (targets, count) = (tile.columns[1], tile.rows.count * tile.rowShape.targets)
        let isBinary = addRange(targets, count, &partial.least, &partial.greatest)
        if isBinary || partial.firstNonBinary != nil { return }
        for row in 0..<count where targets[row] != 0 && targets[row] != 1 {
            partial.firstNonBinary = .notBinary(row: first + row, value: targets[row].scalarValue)
            return
        }
    }

    /// Returns whether the sums of the numbers are finite. That proves that all numbers are; a sum that is not finite
    /// may have overflowed by itself.
    private func isFinite(_ tile: borrowing RowTile<Scalar>) -> Bool {
        let (kernels, rows, shape) = (Backend.current.kernels, tile.rows.count, tile.rowShape)
        return kernels.reduce(.sum, rows * shape.targets, tile.columns[1]).isFinite
            && (!checksFeatures || kernels.reduce(.sum, rows * shape.features, tile.columns[0]).isFinite)
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

/// Extends a range to include some numbers. Returns whether all of them are 0 or 1.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func addRange<Scalar: RealScalar>(
    _ numbers: UnsafePointer<Scalar>, _ count: Int, _ least: inout Scalar, _ greatest: inout Scalar
) -> Bool {
    var (low, high, isBinary) = (least, greatest, true)
    for index in 0..<count {
        let number = numbers[index]
        low = number < low ? number : low
        high = number > high ? number : high
        isBinary = isBinary && (number == 0 || number == 1)
    }
    (least, greatest) = (low, high)
    return isBinary
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
