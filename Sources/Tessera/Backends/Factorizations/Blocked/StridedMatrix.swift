#if CKernels
    /// A mutable view of a matrix with any strides: element (i, j) is `base[i * rowStride + j * columnStride]`.
    ///
    /// The memory must stay valid while the view is used. Views that are written at the same time must not overlap.
    struct StridedMatrix<Scalar: RealScalar> {
        var base: UnsafeMutablePointer<Scalar>
        var rows: Int
        var columns: Int
        var rowStride: Int
        var columnStride: Int

        init(
            _ base: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int, rowStride: Int = 1, columnStride: Int
        ) {
            self.base = base
            (self.rows, self.columns) = (rows, columns)
            (self.rowStride, self.columnStride) = (rowStride, columnStride)
        }

        init(_ a: ColumnMajor<Scalar>) {
            self.init(a.base, rows: a.rows, columns: a.columns, columnStride: a.stride)
        }

        var transposed: StridedMatrix {
            StridedMatrix(base, rows: columns, columns: rows, rowStride: columnStride, columnStride: rowStride)
        }

        /// The block of the given rows and columns.
        subscript(rows: Range<Int>, columns: Range<Int>) -> StridedMatrix {
            StridedMatrix(
                base + rows.lowerBound * rowStride + columns.lowerBound * columnStride, rows: rows.count,
                columns: columns.count, rowStride: rowStride, columnStride: columnStride)
        }

        subscript(rows: Range<Int>, columns: UnboundedRange) -> StridedMatrix { self[rows, 0..<self.columns] }
        subscript(rows: UnboundedRange, columns: Range<Int>) -> StridedMatrix { self[0..<self.rows, columns] }
    }

    extension ColumnMajor {
        /// The block of the given rows and columns.
        subscript(rows: Range<Int>, columns: Range<Int>) -> ColumnMajor {
            ColumnMajor(
                base + rows.lowerBound + columns.lowerBound * stride, rows: rows.count, columns: columns.count,
                stride: stride)
        }
    }
#endif
