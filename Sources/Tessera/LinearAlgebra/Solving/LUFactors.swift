/// The LU factorisation with partial pivoting, P·A = L·U, of one matrix.
struct LUFactors<Scalar: RealScalar>: ~Copyable {
    private let memory: Columns<Scalar>
    private let pivots: [Int32]
    /// The index of the first pivot that is 0, which makes the matrix singular; nil if there is none.
    let singularPivot: Int?

    /// Factorises matrix `index` of a batch.
    init(_ a: MatrixOperand<Scalar>, _ index: Int, _ kernels: any Factorizations) throws(LinearAlgebraError) {
        self.init(try a.columns(index), kernels)
    }

    /// Factorises a matrix in place.
    init(_ memory: consuming Columns<Scalar>, _ kernels: any Factorizations) {
        var pivots = [Int32](repeating: 0, count: min(memory.matrix.rows, memory.matrix.columns))
        singularPivot = pivots.withUnsafeMutableBufferPointer { pivots in
            pivots.baseAddress.flatMap { kernels.lu(memory.matrix, pivots: $0) }
        }
        self.memory = memory
        self.pivots = pivots
    }

    /// Overwrites B with A⁻¹·B, or with A⁻ᵀ·B where `transposed`.
    func solve(_ b: ColumnMajor<Scalar>, transposed: Bool, _ kernels: any Factorizations) {
        let lower = TriangleFlags(isUpper: false, isTransposed: transposed, hasUnitDiagonal: true)
        let upper = TriangleFlags(isUpper: true, isTransposed: transposed)
        if !transposed { exchange(b, reversed: false, kernels) }
        kernels.solveTriangular(memory.matrix, transposed ? upper : lower, b)
        kernels.solveTriangular(memory.matrix, transposed ? lower : upper, b)
        if transposed { exchange(b, reversed: true, kernels) }
    }

    /// Stores A⁻¹ in X. The matrix must not be singular.
    func invert(to x: ColumnMajor<Scalar>, _ kernels: any Factorizations) {
        pivots.withUnsafeBufferPointer { pivots in
            if let base = pivots.baseAddress { kernels.invert(memory.matrix, pivots: base, to: x) }
        }
    }

    /// The factors L, below the diagonal, and U, on and above it, in one matrix.
    var factors: ColumnMajor<Scalar> { memory.matrix }

    /// The permutation of rows: row i of P·A is row `rowOrder[i]` of A.
    var rowOrder: [Int] {
        var order = Array(0..<memory.matrix.rows)
        for (row, pivot) in pivots.enumerated() { order.swapAt(row, Int(pivot)) }
        return order
    }

    /// The determinant of P: 1 for an even permutation, −1 for an odd one.
    var permutationSign: Scalar {
        pivots.enumerated().reduce(1) { $1.element == $1.offset ? $0 : -$0 }
    }

    /// The diagonal of U.
    var pivotValues: [Scalar] { pivots.indices.map { memory.matrix[$0, $0] } }

    /// Exchanges rows of B by the pivots, one after another or in reverse order (LAPACK's laswp).
    private func exchange(_ b: ColumnMajor<Scalar>, reversed: Bool, _ kernels: any Factorizations) {
        pivots.withUnsafeBufferPointer { kernels.exchangeRows(b, pivots: $0, reversed: reversed) }
    }
}

/// The factorisation P·B = L·U, where B is A scaled by powers of two along its rows and columns. B is A itself unless
/// the magnitudes of its elements differ so much that one of them could be lost.
struct BalancedFactors<Scalar: RealScalar>: ~Copyable {
    let factors: LUFactors<Scalar>
    /// det(A) = 2^exponent · det(B).
    let exponent: Int

    init(_ a: MatrixOperand<Scalar>, _ index: Int, _ kernels: any Factorizations) throws(LinearAlgebraError) {
        let matrix = try a.columns(index)
        let scaling = PowerScaling(ifNeededBy: matrix.matrix)
        scaling?.remove(from: matrix.matrix)
        exponent = scaling?.total ?? 0
        factors = LUFactors(matrix, kernels)
    }
}
