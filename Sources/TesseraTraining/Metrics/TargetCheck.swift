public import Tessera

/// What is wrong with rows to train on: the first number that is not finite, the first target that is no class, targets
/// of one class only.
struct TargetCheck<Scalar: RealScalar>: RowFold {
    struct Partial: Sendable {
        var firstBad: TrainingError?
        var firstOther: TrainingError?
        var least = Scalar.infinity
        var greatest = -Scalar.infinity
    }

    var empty: Partial { Partial() }

    func add(_ tile: borrowing RowTile<Scalar>, to partial: inout Partial) {
        let (width, first) = (tile.rowShape.features, tile.rows.lowerBound)
        tile.withSpans { features, targets, _ in
            if partial.firstBad == nil { partial.firstBad = firstBad(features, width, targets, first) }
            for row in targets.indices {
                let value = targets[row]
                partial.least = min(partial.least, value)
                partial.greatest = max(partial.greatest, value)
                if value != 0, value != 1, partial.firstOther == nil {
                    partial.firstOther = .notBinary(row: first + row, value: value.scalarValue)
                }
            }
        }
    }

    private func firstBad(
        _ features: Span<Scalar>, _ width: Int, _ targets: Span<Scalar>, _ first: Int
    ) -> TrainingError? {
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
        partial.firstBad = partial.firstBad ?? later.firstBad
        partial.firstOther = partial.firstOther ?? later.firstOther
        partial.least = min(partial.least, later.least)
        partial.greatest = max(partial.greatest, later.greatest)
    }
}

/// Rows that are known to be finite, because they were made so or looked at before.
protocol FiniteRows {}

/// Rows that are known to be finite and of both classes where there are classes, because they were made so.
protocol SoundRows: FiniteRows {}

extension Dataset: FiniteRows {}
extension SyntheticTable: SoundRows {}

extension RowSource {
    private func targetCheck() throws(TrainingError) -> TargetCheck<Scalar>.Partial {
        let found = try TrainingError.translating { try fold(TargetCheck<Scalar>()) }
        if let bad = found.firstBad { throw bad }
        return found
    }

    /// Numbers other than finite ones cannot be trained on.
    func checkFinite() throws(TrainingError) {
        if !(self is any FiniteRows) { _ = try targetCheck() }
    }

    /// Whether every target is 0 or 1, and both occur.
    public func hasBinaryTargets() throws(TrainingError) -> Bool {
        let found = try targetCheck()
        return found.firstOther == nil && found.least < found.greatest
    }

    /// Targets other than 0 and 1 have no logistic loss.
    func checkBinary() throws(TrainingError) {
        if self is any SoundRows { return }
        if let other = try targetCheck().firstOther { throw other }
    }

    /// Targets of one class only have no logistic regression: its coefficients would be infinite.
    func checkBothClasses() throws(TrainingError) {
        if self is any SoundRows { return }
        let found = try targetCheck()
        if let other = found.firstOther { throw other }
        if found.least == found.greatest { throw .oneClassOnly(found.least.scalarValue) }
    }
}
