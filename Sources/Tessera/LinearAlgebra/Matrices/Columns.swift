/// A matrix in memory of its own, for a routine to work in.
///
/// The memory is owned by this value alone, which cannot be copied, and goes with it: at the end of the scope of its name.
/// `matrix` must not outlive it, so it is never asked of a value without a name.
struct Columns<Scalar: RealScalar>: ~Copyable {
    let matrix: ColumnMajor<Scalar>

    /// Uninitialised.
    init(rows: Int, columns: Int) {
        let base = UnsafeMutablePointer<Scalar>.allocate(capacity: max(1, rows * columns))
        matrix = ColumnMajor(base, rows: rows, columns: columns)
    }

    static func zeros(rows: Int, columns: Int) -> Columns {
        let columns = Columns(rows: rows, columns: columns)
        columns.matrix.base.initialize(repeating: 0, count: columns.matrix.rows * columns.matrix.columns)
        return columns
    }

    /// Ones on the diagonal.
    static func identity(rows: Int, columns count: Int) -> Columns {
        let columns = Columns(rows: rows, columns: count)
        columns.matrix.setIdentity()
        return columns
    }

    deinit { matrix.base.deallocate() }
}
