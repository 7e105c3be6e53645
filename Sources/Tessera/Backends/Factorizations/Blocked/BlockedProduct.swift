#if CKernels
    internal import CKernels

    /// Matrix products within a blocked factorisation: our packed product on blocks of a larger matrix, divided among
    /// the workers.
    ///
    /// The parts depend on the extents alone. An element is one chain of multiply-adds whatever the part it is in.
    enum BlockedProduct {
        /// The number of multiplications from which a product is divided.
        private static let minimumWork = 1 << 19
        /// The largest extents of a part.
        private static let largestPart = 256
        /// The borders of parts are at multiples of this, a multiple of the extents of most register tiles.
        private static let granularity = 24
        /// The most columns of the result in one call of the kernel: its packed memory stays in the second-level cache
        /// where the product is not deep, and has the same size for all products.
        private static let stripWidth = 768

        /// Stores A·B in C, or adds it, on the workers of `executor`. C has contiguous rows or columns.
        static func multiply<S: RealScalar>(
            _ a: StridedMatrix<S>, _ b: StridedMatrix<S>, to c: StridedMatrix<S>, adds: Bool = true,
            _ executor: any TileExecutor
        ) {
            // One worker packs the factors once; the bits are the same.
            if executor.width == 1 { return multiplyPart(a, b, to: c, adds: adds) }
            let grid = Grid(rows: c.rows, columns: c.columns, depth: a.columns)
            if grid.count == 1 { return multiplyPart(a, b, to: c, adds: adds) }
            executor.forEachRange(grid.count, length: 1) { range, _ in
                for part in range {
                    let (rows, columns) = grid[part]
                    multiplyPart(a[rows, ...], b[..., columns], to: c[rows, columns], adds: adds)
                }
            }
        }

        /// Subtracts A·B from C on the workers of `executor`, by adding a product with the negative of the smaller
        /// factor. The factors have contiguous rows or columns, too.
        static func subtract<S: RealScalar>(
            _ a: StridedMatrix<S>, _ b: StridedMatrix<S>, from c: StridedMatrix<S>, _ executor: any TileExecutor
        ) {
            if c.rows == 0 || c.columns == 0 || a.columns == 0 { return }
            if c.rows <= c.columns {
                withNegative(a) { multiply($0, b, to: c, executor) }
            } else {
                withNegative(b) { multiply(a, $0, to: c, executor) }
            }
        }

        private static func withNegative<S: RealScalar>(_ x: StridedMatrix<S>, _ body: (StridedMatrix<S>) -> Void) {
            if x.rowStride != 1 { return withNegative(x.transposed) { body($0.transposed) } }
            let memory = Storage<S>(count: scratchCount(x.rows * x.columns))
            PanelKernels.negate(x, to: memory.base)
            body(StridedMatrix(memory.base, rows: x.rows, columns: x.columns, columnStride: x.rows))
            withExtendedLifetime(memory) {}
        }

        /// Computes one part on the calling thread.
        private static func multiplyPart<S: RealScalar>(
            _ a: StridedMatrix<S>, _ b: StridedMatrix<S>, to c: StridedMatrix<S>, adds: Bool
        ) {
            // The kernel stores row-major results: a column-major C is the transposed product Bᵀ·Aᵀ.
            if c.columnStride != 1 { return multiplyPart(b.transposed, a.transposed, to: c.transposed, adds: adds) }
            for left in stride(from: 0, to: c.columns, by: stripWidth) {
                let columns = left..<min(c.columns, left + stripWidth)
                multiplyStrip(a, b[..., columns], to: c[..., columns], adds: adds)
            }
        }

        private static func multiplyStrip<S: RealScalar>(
            _ a: StridedMatrix<S>, _ b: StridedMatrix<S>, to c: StridedMatrix<S>, adds: Bool
        ) {
            NativeKernels.packedGemm(
                CKernelTables.best.packedGemmLevel,
                MatrixProduct(
                    rows: c.rows, columns: c.columns, depth: a.columns,
                    a: .init(base: a.base, rowStride: a.rowStride, columnStride: a.columnStride),
                    b: .init(base: b.base, rowStride: b.rowStride, columnStride: b.columnStride), c: c.base,
                    accumulates: adds),
                resultStride: c.rowStride, scratchCount: scratchCount)
        }

        /// Rounds a number of elements up to a power of two, so that blocks of different extents use the same memory
        /// again.
        private static func scratchCount(_ count: Int) -> Int {
            var rounded = 1 << 18
            while rounded < count { rounded *= 2 }
            return rounded
        }

        /// The division of a result into rectangular parts.
        private struct Grid {
            private let (rows, columns): (Int, Int)
            private let (height, width): (Int, Int)
            private let across: Int
            let count: Int

            init(rows: Int, columns: Int, depth: Int) {
                var (down, across) = (1, 1)
                if rows * columns * depth >= minimumWork {
                    (down, across) = ((rows + largestPart - 1) / largestPart, (columns + largestPart - 1) / largestPart)
                    // At least four parts, so that two workers finish together.
                    while down * across < 4 {
                        if rows * across >= columns * down { down *= 2 } else { across *= 2 }
                    }
                }
                (height, width) = (Self.length(rows, down), Self.length(columns, across))
                (self.rows, self.columns) = (rows, columns)
                self.across = max(1, (columns + width - 1) / width)
                count = max(1, (rows + height - 1) / height) * self.across
            }

            private static func length(_ extent: Int, _ parts: Int) -> Int {
                let even = (extent + parts - 1) / parts
                return max(granularity, (even + granularity - 1) / granularity * granularity)
            }

            subscript(part: Int) -> (rows: Range<Int>, columns: Range<Int>) {
                let (top, left) = (part / across * height, part % across * width)
                return (top..<min(rows, top + height), left..<min(columns, left + width))
            }
        }
    }
#endif
