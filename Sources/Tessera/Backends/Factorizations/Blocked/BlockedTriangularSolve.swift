#if CKernels
    /// The solution of triangular systems with many right-hand sides, recursive in the order of the triangle (Elmroth,
    /// Gustavson, Jonsson and Kågström, "Recursive blocked algorithms and hybrid data structures for dense matrix
    /// library software", 2004).
    enum BlockedTriangularSolve {
        /// Returns whether a system is solved here rather than by BLAS: smaller ones have too
        /// few blocks.
        static func takes(order: Int, columns: Int) -> Bool { order >= 128 && columns >= 32 }

        /// The columns of right-hand sides that one worker solves for; see `forEachPart`.
        static func parts(_ columns: Int) -> (count: Int, length: Int) {
            let count = max(1, min(columns / 96, max(4, columns / 256)))
            return (count, ((columns + count - 1) / count + 7) / 8 * 8)
        }

        /// Overwrites B with T⁻¹·B on the workers of the current executor.
        static func solve<S: RealScalar>(_ a: ColumnMajor<S>, _ triangle: TriangleFlags, _ b: ColumnMajor<S>) {
            let t = triangle.isTransposed ? StridedMatrix(a).transposed : StridedMatrix(a)
            let isUpper = triangle.isUpper != triangle.isTransposed
            solve(t, isUpper: isUpper, hasUnitDiagonal: triangle.hasUnitDiagonal, StridedMatrix(b))
        }

        /// Overwrites B with T⁻¹·B on the workers of the current executor. The rows or columns of both are contiguous.
        static func solve<S: RealScalar>(
            _ t: StridedMatrix<S>, isUpper: Bool, hasUnitDiagonal: Bool, _ b: StridedMatrix<S>
        ) {
            let (_, length) = parts(b.columns)
            CurrentExecutor.value.forEachRange(b.columns, length: length) { range, _ in
                solvePart(t, isUpper: isUpper, hasUnitDiagonal: hasUnitDiagonal, b[..., range])
            }
        }

        /// Overwrites B with T⁻¹·B on the calling thread.
        static func solvePart<S: RealScalar>(
            _ t: StridedMatrix<S>, isUpper: Bool, hasUnitDiagonal: Bool, _ b: StridedMatrix<S>
        ) {
            if t.rows <= PanelKernels.largestTriangle {
                return PanelKernels.solveTriangularBlock(t, isUpper: isUpper, hasUnitDiagonal: hasUnitDiagonal, b)
            }
            let middle = Self.half(t.rows)
            let (first, last) = (0..<middle, middle..<t.rows)
            let (known, rest) = isUpper ? (last, first) : (first, last)
            solvePart(t[known, known], isUpper: isUpper, hasUnitDiagonal: hasUnitDiagonal, b[known, ...])
            BlockedProduct.subtract(t[rest, known], b[known, ...], from: b[rest, ...], SingleThread())
            solvePart(t[rest, rest], isUpper: isUpper, hasUnitDiagonal: hasUnitDiagonal, b[rest, ...])
        }

        /// Returns where a triangle is divided: near the middle, at a multiple of the order of the smallest blocks.
        static func half(_ order: Int) -> Int {
            let block = PanelKernels.largestTriangle
            return max(block, (order + block) / (2 * block) * block)
        }
    }
#endif
