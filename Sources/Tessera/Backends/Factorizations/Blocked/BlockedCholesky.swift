#if CKernels
    /// The Cholesky factorisation of large matrices, recursive in the order (Gustavson, "Recursion leads to automatic
    /// variable blocking for dense linear-algebra algorithms", 1997).
    enum BlockedCholesky {
        /// The least order that is factorised here rather than by LAPACK; smaller ones have too few blocks.
        static let leastOrder = 128
        /// The least number of columns that a worker updates at a time.
        private static let leastWidth = 96

        /// Factorises A = L·Lᵀ on the workers of the current executor. L replaces the lower triangle; elements above
        /// the diagonal may be overwritten.
        ///
        /// - Returns: the order of the first leading block that is not positive definite, nil if there is none.
        static func factorize<S: RealScalar>(_ a: ColumnMajor<S>) -> Int? {
            if a.rows <= PanelKernels.largestTriangle { return PanelKernels.choleskyBlock(a) }
            let middle = BlockedTriangularSolve.half(a.rows)
            let (first, last) = (0..<middle, middle..<a.rows)
            if let order = factorize(a[first, first]) { return order }
            // L21 = A21·L11⁻ᵀ, as the solution of L11·L21ᵀ = A21ᵀ.
            let (below, rest) = (StridedMatrix(a[last, first]), a[last, last])
            BlockedTriangularSolve.solve(
                StridedMatrix(a[first, first]), isUpper: false, hasUnitDiagonal: false, below.transposed)
            subtractSquare(below, from: StridedMatrix(rest))
            return factorize(rest).map { $0 + middle }
        }

        /// Subtracts X·Xᵀ from the lower triangle of C (syrk), and from some elements above it.
        private static func subtractSquare<S: RealScalar>(_ x: StridedMatrix<S>, from c: StridedMatrix<S>) {
            let order = c.rows
            let pairs = max(1, min(order / (2 * leastWidth), max(2, order / 512)))
            let width = ((order + 2 * pairs - 1) / (2 * pairs) + 7) / 8 * 8
            // Strips from both ends, so that all parts have the same work.
            CurrentExecutor.value.forEachRange(pairs, length: 1) { range, _ in
                for part in range {
                    for strip in [part, 2 * pairs - 1 - part] where strip * width < order {
                        let columns = strip * width..<min(order, (strip + 1) * width)
                        let rows = columns.lowerBound..<order
                        BlockedProduct.subtract(
                            x[rows, ...], x[columns, ...].transposed, from: c[rows, columns], SingleThread())
                    }
                }
            }
        }
    }
#endif
