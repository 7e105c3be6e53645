/// A matrix in double-double precision, stored column by column.
package struct PreciseColumns: Sendable {
    package let rows: Int
    package private(set) var columns = 0
    /// The high parts of the elements, in column-major order.
    package private(set) var high: [Double] = []
    /// The low parts of each column; nil if the doubles of the column are exact.
    package private(set) var low: [[Double]?] = []

    package init(rows: Int) {
        self.rows = rows
    }

    package mutating func append(_ column: [Double]) {
        precondition(column.count == rows, "a column of \(column.count) numbers in a matrix of \(rows) rows")
        high += column
        low.append(nil)
        columns += 1
    }

    package mutating func append(_ column: [DoubleDouble]) {
        append(column.map(\.high))
        if column.contains(where: { $0.low != 0 }) { low[columns - 1] = column.map(\.low) }
    }

    package subscript(row: Int, column: Int) -> DoubleDouble {
        DoubleDouble(high[column * rows + row], low[column]?[row] ?? 0)
    }

    /// Returns the matrix of the given columns, in the order of `indices`.
    package func selecting(_ indices: [Int]) -> PreciseColumns {
        var picked = PreciseColumns(rows: rows)
        picked.high.reserveCapacity(rows * indices.count)
        for column in indices {
            picked.high += high[column * rows..<(column + 1) * rows]
            picked.low.append(low[column])
        }
        picked.columns = indices.count
        return picked
    }

    /// Returns the Euclidean norm of a column, from its high parts.
    package func length(_ column: Int) -> Double { HouseholderQR.length(high[column * rows..<(column + 1) * rows]) }

    /// Multiplies a column by a power of 2, which is exact.
    mutating func scale(_ column: Int, by factor: Double) {
        for index in column * rows..<(column + 1) * rows { high[index] *= factor }
        low[column] = low[column]?.map { $0 * factor }
    }

    /// Returns y − A·x.
    package func residual(_ y: [DoubleDouble], _ x: [DoubleDouble]) -> [DoubleDouble] {
        var result = y
        for column in 0..<columns where x[column] != .zero { subtract(column, times: x[column], from: &result) }
        return result
    }

    private func subtract(_ column: Int, times factor: DoubleDouble, from residual: inout [DoubleDouble]) {
        let (start, low) = (column * rows, low[column])
        high.withUnsafeBufferPointer { high in
            for row in 0..<rows {
                let element = DoubleDouble(high[start + row], low.map { $0[row] } ?? 0)
                residual[row] = residual[row] - element * factor
            }
        }
    }

    /// Returns A·x.
    package func product(_ x: [DoubleDouble]) -> [DoubleDouble] {
        residual(Array(repeating: .zero, count: rows), x.map { -$0 })
    }

    /// Returns Aᵀ·x.
    package func transposedProduct(_ x: [DoubleDouble]) -> [DoubleDouble] {
        (0..<columns).map { column in
            let (start, low) = (column * rows, low[column])
            return high.withUnsafeBufferPointer { high in
                var sum = DoubleDouble.zero
                for row in 0..<rows {
                    sum += DoubleDouble(high[start + row], low.map { $0[row] } ?? 0) * x[row]
                }
                return sum
            }
        }
    }
}
