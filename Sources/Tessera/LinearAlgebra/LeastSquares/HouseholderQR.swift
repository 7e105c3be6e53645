/// A = Q·R of a matrix with at least as many rows as columns, and what least squares do with it.
package struct HouseholderQR: Sendable {
    private let rows: Int
    private let columns: Int
    private let kernels: any Factorizations
    private let a: [Double]
    private let factors: [Double]

    /// - Parameter a: column by column.
    package init(_ a: [Double], rows: Int, columns: Int) throws(LinearAlgebraError) {
        if rows < columns { throw .rankDeficient(rank: rows) }
        if rows > Int32.max || columns > Int32.max { throw .tooLarge(rows: rows, columns: columns) }
        if let index = a.firstIndex(where: { !$0.isFinite }) {
            throw .nonFinite(row: index % rows, column: index / rows)
        }
        let backend = Backend.current
        let kernels = backend.kernels.factorizations
        var (matrix, factors) = (a, [Double](repeating: 0, count: columns))
        matrix.withUnsafeMutableBufferPointer { matrix in
            factors.withUnsafeMutableBufferPointer { factors in
                guard let base = matrix.baseAddress, let factors = factors.baseAddress else { return }
                backend.withoutThreads {
                    kernels.qr(ColumnMajor(base, rows: rows, columns: columns), factors: factors)
                }
            }
        }
        (self.rows, self.columns, self.a, self.factors, self.kernels) = (rows, columns, matrix, factors, kernels)
    }

    private func r(_ row: Int, _ column: Int) -> Double { a[row + column * rows] }

    /// R, column by column, with zeros below its diagonal.
    package var triangle: [Double] {
        (0..<columns).flatMap { column in (0..<columns).map { $0 <= column ? r($0, column) : 0 } }
    }

    /// Qᵀ·x, or Q·x.
    private func applyQ(_ x: [Double], transposed: Bool) -> [Double] {
        var x = x
        x.withUnsafeMutableBufferPointer { x in
            a.withUnsafeBufferPointer { a in
                factors.withUnsafeBufferPointer { factors in
                    guard let x = x.baseAddress, let a = a.baseAddress, let factors = factors.baseAddress else {
                        return
                    }
                    let matrix = ColumnMajor(UnsafeMutablePointer(mutating: a), rows: rows, columns: columns)
                    kernels.applyQ(
                        matrix, factors: factors, transposed: transposed, to: ColumnMajor(x, rows: rows, columns: 1))
                }
            }
        }
        return x
    }

    /// Q·x for as many elements as columns.
    package func expanded(_ x: [Double]) -> [Double] {
        applyQ(x + Array(repeating: 0, count: rows - x.count), transposed: false)
    }

    /// The solution of r + A·x = f, Aᵀ·r = g.
    func solveAugmented(_ f: [Double], _ g: [Double]) -> (x: [Double], r: [Double]) {
        var d = applyQ(f, transposed: true)
        let u = solveTransposedR(g)
        let x = solveR(zip(d, u).map { $0 - $1 })
        for index in u.indices { d[index] = u[index] }
        return (x, applyQ(d, transposed: false))
    }

    /// The solution of AᵀA·x = b.
    package func solveGram(_ b: [Double]) -> [Double] { solveR(solveTransposedR(b)) }

    /// R⁻¹·b, for the first columns of R only where b has fewer elements.
    private func solveR(_ b: [Double]) -> [Double] {
        var x = b
        for column in x.indices.reversed() {
            x[column] /= r(column, column)
            for row in 0..<column { x[row] -= r(row, column) * x[column] }
        }
        return x
    }

    /// R⁻ᵀ·b.
    private func solveTransposedR(_ b: [Double]) -> [Double] {
        var x = b
        for column in x.indices {
            for row in 0..<column { x[column] -= r(row, column) * x[row] }
            x[column] /= r(column, column)
        }
        return x
    }

    /// The first column that is a combination of those before it, to rounding, and its parts.
    var firstDependence: (column: Int, parts: [Int])? {
        let tolerance = 4 * Double.ulpOfOne * (Double(rows).squareRoot() + Double(columns))
        for column in 0..<columns {
            let length = Self.length(a[column * rows...(column * rows + column)])
            guard abs(r(column, column)) <= tolerance * length else { continue }
            let shares = solveR((0..<column).map { r($0, column) })
            let parts = (0..<column).filter { part in
                let own = Self.length(a[part * rows...(part * rows + part)])
                return abs(shares[part]) * own > 1e-8 * length
            }
            return (column, parts)
        }
        return nil
    }

    /// The lengths of the rows of R⁻¹.
    func inverseRowLengths() -> [Double] {
        var sums = [Double](repeating: 0, count: columns)
        for column in 0..<columns {
            var unit = [Double](repeating: 0, count: column + 1)
            unit[column] = 1
            for (row, element) in solveR(unit).enumerated() { sums[row] += element * element }
        }
        return sums.map { $0.squareRoot() }
    }

    /// The squared lengths of the rows of Q's first columns.
    func leverages() -> [Double] {
        var sums = [Double](repeating: 0, count: rows)
        for column in 0..<columns {
            var unit = [Double](repeating: 0, count: rows)
            unit[column] = 1
            for (row, element) in applyQ(unit, transposed: false).enumerated() { sums[row] += element * element }
        }
        return sums
    }

    /// Of R with columns of length 1, for a few of them by Jacobi's rotations: small singular values keep their digits, which
    /// those of LAPACK do not.
    package func conditionNumber() -> Double {
        let scaled = Columns<Double>.zeros(rows: columns, columns: columns)
        for column in 0..<columns {
            let length = Self.length(a[column * rows...(column * rows + column)])
            for row in 0...column { scaled.matrix[row, column] = r(row, column) / length }
        }
        let solver: any Factorizations = columns <= Self.mostRotatedColumns ? SwiftFactorizations() : kernels
        var values = [Double](repeating: 1, count: max(1, columns))
        _ = values.withUnsafeMutableBufferPointer {
            solver.svd(scaled.matrix, values: $0.baseAddress!, u: nil, vTransposed: nil)
        }
        return values[0] / values[values.count - 1]
    }

    /// Rotations take cubes of their number: 5 s for 1000.
    private static let mostRotatedColumns = 128

    /// The length of a vector, however large or small its elements.
    package static func length(_ x: ArraySlice<Double>) -> Double {
        let largest = x.reduce(0) { max($0, abs($1)) }
        if largest == 0 || !largest.isFinite { return largest }
        let unit = Double(sign: .plus, exponent: largest.exponent, significand: 1)
        return unit * x.reduce(0) { $0 + ($1 / unit) * ($1 / unit) }.squareRoot()
    }
}
