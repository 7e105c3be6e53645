/// A column-major matrix that owns its memory: the working copy of a routine.
///
/// The type cannot be copied, and the memory is freed when the value is destroyed, at the end of the scope of its
/// variable. `matrix` points into that memory and must not outlive it, so read it only from a value that a variable
/// holds, never from a temporary.
struct Columns<Scalar: RealScalar>: ~Copyable {
    let matrix: ColumnMajor<Scalar>
    private let byteCount: Int

    /// Allocates a matrix whose elements are uninitialised.
    init(rows: Int, columns: Int) {
        byteCount = max(1, rows * columns) * MemoryLayout<Scalar>.stride
        let base = MemoryCache.allocate(byteCount: byteCount).bindMemory(to: Scalar.self, capacity: rows * columns)
        matrix = ColumnMajor(base, rows: rows, columns: columns)
    }

    /// Returns a matrix of zeros.
    static func zeros(rows: Int, columns: Int) -> Columns {
        let columns = Columns(rows: rows, columns: columns)
        columns.matrix.setZero()
        return columns
    }

    /// Returns a matrix with ones on its diagonal and zeros elsewhere.
    static func identity(rows: Int, columns count: Int) -> Columns {
        let columns = Columns(rows: rows, columns: count)
        columns.matrix.setIdentity()
        return columns
    }

    deinit { MemoryCache.release(matrix.base, byteCount: byteCount) }
}
