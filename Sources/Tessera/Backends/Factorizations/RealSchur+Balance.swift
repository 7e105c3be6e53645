extension RealSchur {
    /// Balancing: replaces A by D⁻¹·A·D and returns the diagonal of D, powers of 2 that make the norms of rows and
    /// columns about equal. Without it the QR iteration may not converge (R. James, J. Langou, B. R. Lowery, "On matrix
    /// balancing and eigenvector computation", 2014).
    static func balance(_ a: ColumnMajor<Scalar>) -> [Scalar] {
        let row = Columns<Scalar>(rows: a.rows, columns: 1)
        var scales = [Scalar](repeating: 1, count: a.rows)
        var isChanging = true
        while isChanging {
            isChanging = false
            for index in 0..<a.rows {
                for column in 0..<a.rows { row.matrix.base[column] = a[index, column] }
                let norms = (
                    column: SwiftFactorizations.norm(a.column(index), a.rows),
                    row: SwiftFactorizations.norm(row.matrix.base, a.rows)
                )
                guard let factor = factor(norms, scales[index]) else { continue }
                scales[index] *= factor
                for other in 0..<a.rows { a[other, index] *= factor }
                for other in 0..<a.rows { a[index, other] /= factor }
                isChanging = true
            }
        }
        return scales
    }

    /// Returns the power of 2 that makes the norms of a column and its row about equal; nil if it would reduce their
    /// joint norm by less than a twentieth or bring the scale close to overflow or underflow.
    private static func factor(_ norms: (column: Scalar, row: Scalar), _ scale: Scalar) -> Scalar? {
        let (column, row) = norms
        if column == 0 || row == 0 { return nil }
        let exponent = Scalar.Exponent((Int(row.exponent) - Int(column.exponent)) / 2)
        let factor = Scalar(sign: .plus, exponent: exponent, significand: 1)
        let limits = (Scalar.leastNormalMagnitude / .ulpOfOne, Scalar.greatestFiniteMagnitude * .ulpOfOne)
        guard factor != 1, limits.0 < scale * factor, scale * factor < limits.1 else { return nil }
        let scaledNorm = Scalar.hypot(column * factor, row / factor)
        return scaledNorm < 0.95 * Scalar.hypot(column, row) ? factor : nil
    }
}
