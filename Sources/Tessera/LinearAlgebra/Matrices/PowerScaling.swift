/// Powers of two that bring the rows and columns of a matrix to about the same size: A = 2^rows · B · 2^columns. No digit of
/// an element is lost.
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
        let exponents = (0..<a.rows).map { row in
            (0..<a.columns).map { a[row, $0] == 0 ? nil : Int(a[row, $0].exponent) }
        }
        let columns = Self.balancedColumns(exponents, count: a.columns)
        self.columns = columns
        // The largest element of each row between 1 and 2: nothing overflows, whatever the columns are.
        rows = exponents.map { row in
            zip(row, columns).compactMap { element, column in element.map { $0 - column } }.max() ?? 0
        }
    }

    /// The exponents of columns that, with the best ones of rows, leave the least squared exponents of elements (A. R. Curtis,
    /// J. K. Reid, "On the automatic scaling of matrices for Gaussian elimination", 1972), by turns for rows and columns. The
    /// largest elements alone do not tell them: where one of a row is 0, they leave others of its column tiny.
    private static func balancedColumns(_ exponents: [[Int?]], count: Int) -> [Int] {
        var columns = [Double](repeating: 0, count: count)
        for _ in 0..<100 {
            let rows = exponents.map { row in mean(zip(row, columns)) }
            let next = (0..<count).map { column in mean(zip(exponents.lazy.map { $0[column] }, rows)) }
            let change = zip(columns, next).map { abs($0 - $1) }.max() ?? 0
            columns = next
            if change < 0.25 { break }
        }
        return columns.map { Int($0.rounded()) }
    }

    private static func mean(_ elements: some Sequence<(Int?, Double)>) -> Double {
        var (sum, count) = (0.0, 0.0)
        for case (let exponent?, let scale) in elements { (sum, count) = (sum + Double(exponent) - scale, count + 1) }
        return sum / max(1, count)
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
