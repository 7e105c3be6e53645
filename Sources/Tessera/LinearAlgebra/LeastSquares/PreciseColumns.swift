/// The columns of a matrix in double-double precision, one after another.
package struct PreciseColumns: Sendable {
    package let rows: Int
    package private(set) var columns = 0
    /// Column by column.
    package private(set) var high: [Double] = []
    /// What the doubles of a column lack; nil where they are exact.
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

    /// Some of the columns, in the order of their indices.
    package func picking(_ indices: [Int]) -> PreciseColumns {
        var picked = PreciseColumns(rows: rows)
        picked.high.reserveCapacity(rows * indices.count)
        for column in indices {
            picked.high += high[column * rows..<(column + 1) * rows]
            picked.low.append(low[column])
        }
        picked.columns = indices.count
        return picked
    }

    /// The Euclidean length of a column.
    package func length(_ column: Int) -> Double { HouseholderQR.length(high[column * rows..<(column + 1) * rows]) }

    /// Multiplies a column with a power of 2, which is exact.
    mutating func scale(_ column: Int, by factor: Double) {
        for index in column * rows..<(column + 1) * rows { high[index] *= factor }
        low[column] = low[column]?.map { $0 * factor }
    }

    /// y − A·x.
    package func residual(_ y: [DoubleDouble], _ x: [DoubleDouble]) -> [DoubleDouble] {
        var rest = y
        for column in 0..<columns where x[column] != .zero { subtract(column, times: x[column], from: &rest) }
        return rest
    }

    private func subtract(_ column: Int, times factor: DoubleDouble, from rest: inout [DoubleDouble]) {
        let (start, low) = (column * rows, low[column])
        high.withUnsafeBufferPointer { high in
            for row in 0..<rows {
                let element = DoubleDouble(high[start + row], low.map { $0[row] } ?? 0)
                rest[row] = rest[row] - element * factor
            }
        }
    }

    /// A·x.
    package func product(_ x: [DoubleDouble]) -> [DoubleDouble] {
        residual(Array(repeating: .zero, count: rows), x.map { -$0 })
    }

    /// Aᵀ·x.
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
