/// Scaling (equilibration) by powers of two, which brings the rows and columns of a matrix to about the same magnitude
/// without rounding: A = 2^rows · B · 2^columns.
struct PowerScaling {
    private(set) var rows: [Int]
    private(set) var columns: [Int]

    /// Scales a square matrix whose elements differ so much in magnitude that its factorisation as it stands could lose
    /// one of them to underflow or overflow. Returns nil where that cannot happen.
    init?<Scalar: RealScalar>(ifNeededBy a: ColumnMajor<Scalar>) {
        let magnitudes = Self.magnitudes(a)
        if magnitudes.largest == 0 { return nil }
        let (minimum, maximum) = (Int(magnitudes.smallest.exponent), Int(magnitudes.largest.exponent))
        let half = Int(Scalar.greatestFiniteMagnitude.exponent) / 2
        if maximum < half, minimum > -half, maximum - minimum < half { return nil }
        self.init(a)
    }

    /// Returns the smallest and the largest magnitude of the elements that are not 0; 0 for the largest if all are.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    private static func magnitudes<Scalar: RealScalar>(_ a: ColumnMajor<Scalar>) -> (smallest: Scalar, largest: Scalar)
    {
        var (smallest, largest) = (Scalar.infinity, Scalar.zero)
        for column in 0..<a.columns {
            for row in 0..<a.rows {
                let magnitude = abs(a[row, column])
                largest = max(largest, magnitude)
                if magnitude != 0 { smallest = min(smallest, magnitude) }
            }
        }
        return (smallest, largest)
    }

    /// Scales a matrix, whatever its elements are.
    init<Scalar: RealScalar>(_ a: ColumnMajor<Scalar>) {
        let exponents = (0..<a.rows).map { row in
            (0..<a.columns).map { a[row, $0] == 0 ? nil : Int(a[row, $0].exponent) }
        }
        let columns = Self.balancedColumns(exponents, count: a.columns)
        self.columns = columns
        // The row exponents put the largest magnitude of each row between 1 and 2, so that nothing overflows, whatever
        // the column exponents are.
        rows = exponents.map { row in
            zip(row, columns).compactMap { element, column in element.map { $0 - column } }.max() ?? 0
        }
    }

    /// Curtis–Reid scaling (A. R. Curtis, J. K. Reid, "On the automatic scaling of matrices for Gaussian elimination",
    /// 1972): returns the column exponents which, together with the best row exponents, minimise the sum of squares of
    /// the exponents of the scaled elements, by alternating between rows and columns. Scaling by the largest elements
    /// alone would not do: where one element of a row is 0, it leaves the others of its column tiny.
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

    /// The exponent of two between the determinants: det(A) = 2^total · det(B).
    var total: Int { rows.reduce(0, +) + columns.reduce(0, +) }

    /// Overwrites A with B.
    func remove<Scalar: RealScalar>(from a: ColumnMajor<Scalar>) {
        for column in columns.indices {
            for row in rows.indices { a[row, column] = a[row, column].scaled(by: -rows[row] - columns[column]) }
        }
    }
}
