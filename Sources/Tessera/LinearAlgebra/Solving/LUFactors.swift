/// P·A = L·U of one matrix.
struct LUFactors<Scalar: RealScalar>: ~Copyable {
    private let memory: Columns<Scalar>
    private let pivots: [Int32]
    /// The first pivot that is 0: the matrix is singular.
    let singularPivot: Int?

    /// Factorises a matrix of a batch.
    init(_ a: MatrixOperand<Scalar>, _ index: Int, _ kernels: any Factorizations) throws(LinearAlgebraError) {
        self.init(try a.columns(index), kernels)
    }

    /// Factorises a matrix in its own memory.
    init(_ memory: consuming Columns<Scalar>, _ kernels: any Factorizations) {
        var pivots = [Int32](repeating: 0, count: min(memory.matrix.rows, memory.matrix.columns))
        singularPivot = pivots.withUnsafeMutableBufferPointer { pivots in
            pivots.baseAddress.flatMap { kernels.lu(memory.matrix, pivots: $0) }
        }
        self.memory = memory
        self.pivots = pivots
    }

    /// B ← A⁻¹·B, or A⁻ᵀ·B.
    func solve(_ b: ColumnMajor<Scalar>, transposed: Bool, _ kernels: any Factorizations) {
        let lower = TriangleForm(isUpper: false, isTransposed: transposed, isUnit: true)
        let upper = TriangleForm(isUpper: true, isTransposed: transposed)
        if !transposed { exchange(b, pivots.indices) }
        kernels.solveTriangular(memory.matrix, transposed ? upper : lower, b)
        kernels.solveTriangular(memory.matrix, transposed ? lower : upper, b)
        if transposed { exchange(b, pivots.indices.reversed()) }
    }

    /// The factors L and U in one matrix.
    var factors: ColumnMajor<Scalar> { memory.matrix }

    /// The rows of A in the order of P·A.
    var rowOrder: [Int] {
        var order = Array(0..<memory.matrix.rows)
        for (row, pivot) in pivots.enumerated() { order.swapAt(row, Int(pivot)) }
        return order
    }

    /// 1 where P is an even permutation, else −1.
    var permutationSign: Scalar {
        pivots.enumerated().reduce(1) { $1.element == $1.offset ? $0 : -$0 }
    }

    /// U's diagonal.
    var pivotValues: [Scalar] { pivots.indices.map { memory.matrix[$0, $0] } }

    private func exchange(_ b: ColumnMajor<Scalar>, _ order: some Sequence<Int>) {
        for row in order where Int(pivots[row]) != row {
            for column in 0..<b.columns {
                let element = b[row, column]
                b[row, column] = b[Int(pivots[row]), column]
                b[Int(pivots[row]), column] = element
            }
        }
    }
}

/// P·B = L·U where A is B but for powers of two before its rows and columns: A itself unless its elements lie so far apart
/// that one of them could be lost.
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
