/// The Householder QR factorisation A = Q·R of a matrix with at least as many rows as columns, and the operations with
/// it that least squares needs.
package struct HouseholderQR: Sendable {
    private let rows: Int
    private let columns: Int
    private let kernels: any Factorizations
    private let a: [Double]
    private let tau: [Double]

    /// Factorises a matrix.
    ///
    /// - Parameter a: the matrix in column-major order.
    /// - Throws: `LinearAlgebraError.rankDeficient` for fewer rows than columns, `tooLarge`, `nonFinite`.
    package init(_ a: [Double], rows: Int, columns: Int) throws(LinearAlgebraError) {
        if rows < columns { throw .rankDeficient(rank: rows) }
        if rows > Int32.max || columns > Int32.max { throw .tooLarge(rows: rows, columns: columns) }
        if let index = a.firstIndex(where: { !$0.isFinite }) {
            throw .nonFinite(row: index % rows, column: index / rows)
        }
        let backend = Backend.current
        let kernels = backend.kernels.factorizations
        var (matrix, tau) = (a, [Double](repeating: 0, count: columns))
        matrix.withUnsafeMutableBufferPointer { matrix in
            tau.withUnsafeMutableBufferPointer { tau in
                guard let base = matrix.baseAddress, let tau = tau.baseAddress else { return }
                backend.singleThreaded {
                    kernels.qr(ColumnMajor(base, rows: rows, columns: columns), tau: tau)
                }
            }
        }
        (self.rows, self.columns, self.a, self.tau, self.kernels) = (rows, columns, matrix, tau, kernels)
    }

    private func r(_ row: Int, _ column: Int) -> Double { a[row + column * rows] }

    /// R in column-major order, with zeros below its diagonal.
    package var triangle: [Double] {
        (0..<columns).flatMap { column in (0..<columns).map { $0 <= column ? r($0, column) : 0 } }
    }

    /// Returns Qᵀ·x if `transposed`, otherwise Q·x.
    private func applyQ(_ x: [Double], transposed: Bool) -> [Double] {
        var x = x
        x.withUnsafeMutableBufferPointer { x in
            a.withUnsafeBufferPointer { a in
                tau.withUnsafeBufferPointer { tau in
                    guard let x = x.baseAddress, let a = a.baseAddress, let tau = tau.baseAddress else {
                        return
                    }
                    let matrix = ColumnMajor(UnsafeMutablePointer(mutating: a), rows: rows, columns: columns)
                    kernels.applyQ(
                        matrix, tau: tau, transposed: transposed, to: ColumnMajor(x, rows: rows, columns: 1))
                }
            }
        }
        return x
    }

    /// Returns Q·x, where x has one element per column of A.
    package func expanded(_ x: [Double]) -> [Double] {
        applyQ(x + Array(repeating: 0, count: rows - x.count), transposed: false)
    }

    /// Returns the solution of the augmented system r + A·x = f, Aᵀ·r = g.
    func solveAugmented(_ f: [Double], _ g: [Double]) -> (x: [Double], r: [Double]) {
        var d = applyQ(f, transposed: true)
        let u = solveTransposedR(g)
        let x = solveR(zip(d, u).map { $0 - $1 })
        for index in u.indices { d[index] = u[index] }
        return (x, applyQ(d, transposed: false))
    }

    /// Returns the solution of AᵀA·x = b (the seminormal equations RᵀR·x = b).
    package func solveGram(_ b: [Double]) -> [Double] { solveR(solveTransposedR(b)) }

    /// Returns R⁻¹·b by back substitution, with only the leading columns of R if b has fewer elements.
    private func solveR(_ b: [Double]) -> [Double] {
        var x = b
        for column in x.indices.reversed() {
            x[column] /= r(column, column)
            for row in 0..<column { x[row] -= r(row, column) * x[column] }
        }
        return x
    }

    /// Returns R⁻ᵀ·b by forward substitution.
    private func solveTransposedR(_ b: [Double]) -> [Double] {
        var x = b
        for column in x.indices {
            for row in 0..<column { x[column] -= r(row, column) * x[row] }
            x[column] /= r(column, column)
        }
        return x
    }

    /// The first column that is a linear combination of those before it, to rounding, and the indices of the columns
    /// with a coefficient above rounding in it; nil if all columns are independent.
    var firstDependence: (column: Int, parts: [Int])? {
        let tolerance = 4 * Double.ulpOfOne * (Double(rows).squareRoot() + Double(columns))
        for column in 0..<columns {
            let norm = Self.length(a[column * rows...(column * rows + column)])
            guard abs(r(column, column)) <= tolerance * norm else { continue }
            let coefficients = solveR((0..<column).map { r($0, column) })
            let parts = (0..<column).filter { part in
                let partNorm = Self.length(a[part * rows...(part * rows + part)])
                return abs(coefficients[part]) * partNorm > 1e-8 * norm
            }
            return (column, parts)
        }
        return nil
    }

    /// Returns the norms of the rows of R⁻¹; their squares are the diagonal of (AᵀA)⁻¹.
    func inverseRowNorms() -> [Double] {
        var sums = [Double](repeating: 0, count: columns)
        for column in 0..<columns {
            var unit = [Double](repeating: 0, count: column + 1)
            unit[column] = 1
            for (row, element) in solveR(unit).enumerated() { sums[row] += element * element }
        }
        return sums.map { $0.squareRoot() }
    }

    /// Returns the leverages, the diagonal of the hat matrix A·(AᵀA)⁻¹·Aᵀ: the squared norms of the rows of Q's first
    /// columns.
    func leverages() -> [Double] {
        var sums = [Double](repeating: 0, count: rows)
        for column in 0..<columns {
            var unit = [Double](repeating: 0, count: rows)
            unit[column] = 1
            for (row, element) in applyQ(unit, transposed: false).enumerated() { sums[row] += element * element }
        }
        return sums
    }

    /// Returns the 2-norm condition number of R with columns scaled to norm 1. Up to 128 columns use Jacobi rotations,
    /// which keep the digits of small singular values; LAPACK does not.
    package func conditionNumber() -> Double {
        let scaled = Columns<Double>.zeros(rows: columns, columns: columns)
        for column in 0..<columns {
            let norm = Self.length(a[column * rows...(column * rows + column)])
            for row in 0...column { scaled.matrix[row, column] = r(row, column) / norm }
        }
        let solver: any Factorizations = columns <= Self.maximumJacobiColumns ? SwiftFactorizations() : kernels
        var values = [Double](repeating: 1, count: max(1, columns))
        _ = values.withUnsafeMutableBufferPointer {
            solver.svd(scaled.matrix, values: $0.baseAddress!, u: nil, vTransposed: nil)
        }
        return values[0] / values[values.count - 1]
    }

    /// The cost of Jacobi rotations grows with the cube of the number of columns: 5 s for 1000.
    private static let maximumJacobiColumns = 128

    /// Returns the Euclidean norm of a vector, without overflow or underflow of the squares.
    package static func length(_ x: ArraySlice<Double>) -> Double {
        let largest = x.reduce(0) { max($0, abs($1)) }
        if largest == 0 || !largest.isFinite { return largest }
        let scale = Double(sign: .plus, exponent: largest.exponent, significand: 1)
        return scale * x.reduce(0) { $0 + ($1 / scale) * ($1 / scale) }.squareRoot()
    }
}
