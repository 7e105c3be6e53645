#if CKernels
    /// The LU factorisation of large matrices with partial pivoting, recursive in the columns (Toledo, "Locality of
    /// reference in LU decomposition with partial pivoting", 1997).
    enum BlockedLU {
        /// Returns whether a matrix is factorised here rather than by LAPACK: of smaller
        /// ones the blocks are too few.
        static func takes(rows: Int, columns: Int) -> Bool { min(rows, columns) >= 128 }

        /// The widest panel that is factorised on one thread.
        private static let panel = 32

        /// Factorises P·A = L·U on the workers of the current executor; `pivots` are counted from 0.
        ///
        /// - Returns: the index of the first pivot that is 0, nil if there is none.
        static func factorize<S: RealScalar>(_ a: ColumnMajor<S>, pivots: UnsafeMutablePointer<Int32>) -> Int? {
            if a.columns <= panel, a.columns <= a.rows { return PanelKernels.luPanel(a, pivots: pivots) }
            let middle =
                a.columns > a.rows ? a.rows : min(a.columns, (a.columns / 2 + panel - 1) / panel * panel)
            let (left, right) = (0..<middle, middle..<a.columns)
            let (top, bottom) = (0..<middle, middle..<a.rows)
            let singular = factorize(a[0..<a.rows, left], pivots: pivots)
            let below = BlockedTriangularSolve.parts(right.count)
            CurrentExecutor.value.forEachRange(right.count, length: below.length) { range, _ in
                let columns = range.lowerBound + middle..<range.upperBound + middle
                PanelKernels.exchangeRows(a[0..<a.rows, columns], top, pivots)
                BlockedTriangularSolve.solvePart(
                    StridedMatrix(a[top, left]), isUpper: false, hasUnitDiagonal: true,
                    StridedMatrix(a[top, columns]))
            }
            if bottom.isEmpty { return singular }
            BlockedProduct.subtract(
                StridedMatrix(a[bottom, left]), StridedMatrix(a[top, right]), from: StridedMatrix(a[bottom, right]),
                CurrentExecutor.value)
            let others = factorize(a[bottom, right], pivots: pivots + middle)
            let steps = middle..<min(a.rows, a.columns)
            for step in steps { pivots[step] += Int32(middle) }
            CurrentExecutor.value.forEachRange(middle, length: BlockedTriangularSolve.parts(middle).length) {
                range, _ in
                PanelKernels.exchangeRows(a[0..<a.rows, range], steps, pivots)
            }
            return singular ?? others.map { $0 + middle }
        }

        /// Stores A⁻¹ = U⁻¹·L⁻¹·P in X, from the factors of a matrix that is not singular. Each column of L⁻¹ is
        /// solved for from its first element on that is not 0.
        static func invert<S: RealScalar>(
            _ factors: ColumnMajor<S>, pivots: UnsafePointer<Int32>, to x: ColumnMajor<S>
        ) {
            let order = factors.rows
            var target = Array(0..<order)
            for row in 0..<order { target.swapAt(row, Int(pivots[row])) }
            CurrentExecutor.value.forEachRange(order, length: BlockedTriangularSolve.parts(order).length) { range, _ in
                let part = Columns<S>.zeros(rows: order, columns: range.count)
                for column in range { part.matrix[column, column - range.lowerBound] = 1 }
                let (rest, all) = (range.lowerBound..<order, 0..<order)
                BlockedTriangularSolve.solvePart(
                    StridedMatrix(factors[rest, rest]), isUpper: false, hasUnitDiagonal: true,
                    StridedMatrix(part.matrix[rest, 0..<range.count]))
                BlockedTriangularSolve.solvePart(
                    StridedMatrix(factors[all, all]), isUpper: true, hasUnitDiagonal: false,
                    StridedMatrix(part.matrix))
                for column in range {
                    x.column(target[column]).update(
                        from: part.matrix.column(column - range.lowerBound), count: order)
                }
            }
        }
    }
#endif
