/// An upper triangular matrix but for 2 × 2 blocks on its diagonal: the real Schur form, where such a block has a pair of
/// complex eigenvalues.
struct QuasiTriangular<Scalar: RealScalar> {
    let order: Int
    /// The elements in row-major order.
    private(set) var elements: [Scalar]
    /// The rows and columns of the blocks on the diagonal.
    let blocks: [Range<Int>]

    init(_ matrix: ColumnMajor<Scalar>) {
        order = matrix.rows
        var elements = [Scalar](repeating: 0, count: order * order)
        for row in 0..<order {
            for column in 0..<order where column + 1 >= row { elements[row * order + column] = matrix[row, column] }
        }
        self.elements = elements
        blocks = Self.blocks(elements, order)
    }

    private init(order: Int, blocks: [Range<Int>]) {
        self.order = order
        self.blocks = blocks
        elements = [Scalar](repeating: 0, count: order * order)
    }

    private static func blocks(_ elements: [Scalar], _ order: Int) -> [Range<Int>] {
        var (blocks, row) = ([Range<Int>](), 0)
        while row < order {
            let isPair = row + 1 < order && elements[(row + 1) * order + row] != 0
            blocks.append(row..<row + (isPair ? 2 : 1))
            row += isPair ? 2 : 1
        }
        return blocks
    }

    subscript(row: Int, column: Int) -> Scalar {
        get { elements[row * order + column] }
        set { elements[row * order + column] = newValue }
    }

    /// Returns the matrix less the identity.
    func subtractingIdentity() -> [Scalar] {
        var result = elements
        for row in 0..<order { result[row * (order + 1)] -= 1 }
        return result
    }

    /// Returns the principal square root, whose eigenvalues have positive real parts, by the recurrence of N. J. Higham,
    /// "Computing real square roots of a real matrix" (1987).
    ///
    /// - Throws: `LinearAlgebraError.negativeEigenvalue` if there is none in real numbers, `singular` where 0 is an
    ///   eigenvalue more than once and the root does not exist.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func squareRoot() throws(LinearAlgebraError) -> QuasiTriangular {
        var root = QuasiTriangular(order: order, blocks: blocks)
        for (number, columns) in blocks.enumerated() {
            try root.setRoot(of: self, columns)
            for rows in blocks[..<number].reversed() {
                // R_ii·X + X·R_jj = T_ij − Σ R_ik·R_kj over the blocks between.
                let side = rest(root, rows, columns)
                if side.allSatisfy({ $0 == 0 }) { continue }
                let x = try SmallSylvester.solve(root.block(rows, rows), root.block(columns, columns), side)
                root.store(x, rows, columns)
            }
        }
        return root
    }

    /// Stores the root of a block on the diagonal. For a pair of eigenvalues θ ± iμ of the block T it is α·I + (T −
    /// θ·I) / 2α, where α is the real part of the root of θ + iμ.
    private mutating func setRoot(of matrix: QuasiTriangular, _ block: Range<Int>) throws(LinearAlgebraError) {
        let first = block.lowerBound
        if block.count == 1 {
            if matrix[first, first] < 0 { throw .negativeEigenvalue(Double(matrix[first, first])) }
            self[first, first] = matrix[first, first].squareRoot()
            return
        }
        let (a, b, c, d) = (
            matrix[first, first], matrix[first, first + 1], matrix[first + 1, first], matrix[first + 1, first + 1]
        )
        let (theta, half) = ((a + d) / 2, (a - d) / 2)
        let mu = max(0, -(half * half + b * c)).squareRoot()
        let modulus = Scalar.hypot(theta, mu)
        let alpha =
            theta > 0 ? ((modulus + theta) / 2).squareRoot() : mu / (2 * (modulus - theta)).squareRoot()
        self[first, first] = alpha + half / (2 * alpha)
        self[first + 1, first + 1] = alpha - half / (2 * alpha)
        self[first, first + 1] = b / (2 * alpha)
        self[first + 1, first] = c / (2 * alpha)
    }

    /// Returns a block of this matrix less the product of the same rows and columns of `root`, between its blocks.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    private func rest(_ root: QuasiTriangular, _ rows: Range<Int>, _ columns: Range<Int>) -> [Scalar] {
        var side: [Scalar] = []
        for row in rows {
            for column in columns {
                var sum = self[row, column]
                for inner in rows.upperBound..<columns.lowerBound { sum -= root[row, inner] * root[inner, column] }
                side.append(sum)
            }
        }
        return side
    }

    func block(_ rows: Range<Int>, _ columns: Range<Int>) -> [Scalar] {
        rows.flatMap { row in columns.map { self[row, $0] } }
    }

    private mutating func store(_ x: [Scalar], _ rows: Range<Int>, _ columns: Range<Int>) {
        for (i, row) in rows.enumerated() {
            for (j, column) in columns.enumerated() { self[row, column] = x[i * columns.count + j] }
        }
    }
}

/// The equation A·X + X·B = C for blocks of order 1 or 2, as a system of at most four linear equations that is solved by
/// elimination with complete pivoting.
enum SmallSylvester {
    /// - Parameters: a, b, c: the matrices in row-major order.
    /// - Throws: `LinearAlgebraError.singular` if an eigenvalue of A is the negative of one of B.
    static func solve<Scalar: RealScalar>(
        _ a: [Scalar], _ b: [Scalar], _ c: [Scalar]
    ) throws(LinearAlgebraError) -> [Scalar] {
        let (rows, columns) = (a.count == 4 ? 2 : 1, b.count == 4 ? 2 : 1)
        let count = rows * columns
        var system = [[Scalar]](repeating: [Scalar](repeating: 0, count: count + 1), count: count)
        for i in 0..<rows {
            for j in 0..<columns {
                let equation = i * columns + j
                for k in 0..<rows { system[equation][k * columns + j] += a[i * rows + k] }
                for k in 0..<columns { system[equation][i * columns + k] += b[k * columns + j] }
                system[equation][count] = c[equation]
            }
        }
        return try eliminate(&system)
    }

    private static func eliminate<Scalar: RealScalar>(
        _ system: inout [[Scalar]]
    ) throws(LinearAlgebraError) -> [Scalar] {
        let count = system.count
        var unknowns = Array(0..<count)
        for step in 0..<count {
            var (row, column) = (step, step)
            for i in step..<count {
                for j in step..<count where abs(system[i][j]) > abs(system[row][column]) { (row, column) = (i, j) }
            }
            if system[row][column] == 0 { throw .singular(pivot: step) }
            system.swapAt(step, row)
            for i in 0..<count { system[i].swapAt(step, column) }
            unknowns.swapAt(step, column)
            for i in step + 1..<max(count, step + 1) {
                let factor = system[i][step] / system[step][step]
                for j in step...count { system[i][j] -= factor * system[step][j] }
            }
        }
        var x = [Scalar](repeating: 0, count: count)
        for step in (0..<count).reversed() {
            var sum = system[step][count]
            for j in step + 1..<max(count, step + 1) { sum -= system[step][j] * x[unknowns[j]] }
            x[unknowns[step]] = sum / system[step][step]
        }
        return x
    }
}
