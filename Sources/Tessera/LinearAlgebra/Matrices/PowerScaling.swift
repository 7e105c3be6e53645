/// Powers of two that bring the rows and columns of a matrix to about the same size (equilibration: J. H. Wilkinson, "Error
/// analysis of direct methods of matrix inversion", 1961): A = 2^rows · B · 2^columns. No digit of an element is lost.
struct PowerScaling {
    private(set) var rows: [Int]
    private(set) var columns: [Int]

    /// For a square matrix whose elements lie so far apart that a factorisation as it stands could lose one of them; nil for
    /// any other.
    init?<Scalar: RealScalar>(ifNeededBy a: ColumnMajor<Scalar>) {
        var (least, most) = (Int.max, Int.min)
        for column in 0..<a.columns {
            for row in 0..<a.rows where a[row, column] != 0 {
                let exponent = Int(a[row, column].exponent)
                (least, most) = (min(least, exponent), max(most, exponent))
            }
        }
        let half = Int(Scalar.greatestFiniteMagnitude.exponent) / 2
        if least > most || (most < half && least > -half && most - least < half) { return nil }
        self.init(a)
    }

    init<Scalar: RealScalar>(_ a: ColumnMajor<Scalar>) {
        rows = [Int](repeating: 0, count: a.rows)
        columns = [Int](repeating: 0, count: a.columns)
        let exponents = (0..<a.rows).map { row in
            (0..<a.columns).map { a[row, $0] == 0 ? nil : Int(a[row, $0].exponent) }
        }
        for _ in 0..<3 {
            for row in rows.indices {
                let largest = columns.indices.compactMap { column in exponents[row][column].map { $0 - columns[column] }
                }
                rows[row] = largest.max() ?? 0
            }
            for column in columns.indices {
                let largest = rows.indices.compactMap { row in exponents[row][column].map { $0 - rows[row] } }
                columns[column] = largest.max() ?? 0
            }
        }
    }

    /// The exponent by which the determinant of B is smaller than that of A.
    var total: Int { rows.reduce(0, +) + columns.reduce(0, +) }

    /// A becomes B.
    func remove<Scalar: RealScalar>(from a: ColumnMajor<Scalar>) {
        for column in columns.indices {
            for row in rows.indices { a[row, column] = a[row, column].scaled(by: -rows[row] - columns[column]) }
        }
    }
}
