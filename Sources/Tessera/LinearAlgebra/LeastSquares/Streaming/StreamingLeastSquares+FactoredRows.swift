extension StreamingLeastSquares {
    /// A small matrix with as many rows as columns and the same cross products as the table: the columns of R, then
    /// those of the targets.
    package var factoredRows: (columns: [[Double]], targets: [[Double]]) {
        (Self.columns(r * Tensor(scales)), Self.columns(projections))
    }

    /// Returns the same for columns that may depend on each other, by QR factorisation of the rows.
    ///
    /// - Throws: `RowSourceError`, `LinearAlgebraError`.
    package static func factoredRows(
        _ rows: some RowSource<Double>, shifts: [Double], intercept: Bool, ridge: Double
    ) throws -> (columns: [[Double]], targets: [[Double]]) {
        let features = rows.rowShape.features
        let fold = TriangularFactor(rows.rowShape, shifts: shifts)
        let all = Self.columns(
            try withRidge(fold.result(try rows.fold(fold)), features: features, intercept: intercept, ridge: ridge))
        let count = features + (intercept ? 1 : 0)
        return (Array(all.prefix(count)), Array(all.dropFirst(count)))
    }

    private static func columns(_ matrix: Tensor<Double>) -> [[Double]] {
        let (scalars, height) = (matrix.transposed().scalars, matrix.shape[0])
        return (0..<matrix.shape[1]).map { Array(scalars[$0 * height..<($0 + 1) * height]) }
    }
}
