/// Singular values by one-sided Jacobi rotations, small ones to full relative accuracy (Demmel and Veselić, "Jacobi's
/// method is more accurate than QR", 1992).
enum JacobiSVD {
    /// - Parameter columns: of a matrix, each of the same length.
    static func singularValues(_ columns: [[Double]]) -> [Double] {
        var columns = columns
        for _ in 0..<60 where !sweep(&columns) { continue }
        return columns.map { HouseholderQR.length($0[...]) }
    }

    /// Makes each pair of columns orthogonal in turn; returns whether all of them were.
    private static func sweep(_ columns: inout [[Double]]) -> Bool {
        var isDone = true
        for first in columns.indices {
            for second in columns.indices[(first + 1)...] where rotate(&columns, first, second) { isDone = false }
        }
        return isDone
    }

    private static func rotate(_ columns: inout [[Double]], _ first: Int, _ second: Int) -> Bool {
        var (a, b, c) = (0.0, 0.0, 0.0)
        for (x, y) in zip(columns[first], columns[second]) {
            a += x * x
            b += y * y
            c += x * y
        }
        if abs(c) <= 1e-15 * (a * b).squareRoot() { return false }
        let slope = (b - a) / (2 * c)
        let tangent = (slope < 0 ? -1 : 1) / (abs(slope) + (1 + slope * slope).squareRoot())
        let cosine = 1 / (1 + tangent * tangent).squareRoot()
        for row in columns[first].indices {
            let (x, y) = (columns[first][row], columns[second][row])
            columns[first][row] = cosine * (x - tangent * y)
            columns[second][row] = cosine * (tangent * x + y)
        }
        return true
    }
}
