#if OpenBLAS
    /// Matrix factorisations by LAPACK (through LAPACKE's `_work` functions, in column-major order). Callers have
    /// checked that extents fit 32 bits and satisfy the routine, which would print a message otherwise.
    struct LAPACK: Factorizations {
        /// The kernels that factorise many small matrices at a time.
        var kernels = NativeKernels(usesOpenBLAS: true)

        /// Queries the optimal size of a routine's workspace, allocates it and calls the routine.
        ///
        /// - Parameters:
        ///   - least: the minimum size of the workspace, for queries whose answer is too small because it was rounded
        ///     to single precision or has overflowed.
        ///   - call: calls the routine with a workspace and its size, which is −1 for the query, and returns LAPACK's
        ///     `info`.
        /// - Returns: the `info` of the second call, not negative.
        @discardableResult
        static func withWorkspace<S: RealScalar>(
            least: Int = 1, _ call: (UnsafeMutablePointer<S>, Int32) -> Int32
        ) -> Int32 {
            var wanted: S = 0
            let refusal = call(&wanted, -1)
            precondition(refusal == 0, "LAPACK refuses argument \(-refusal)")
            let size = Int32(min(max(Double(least), wanted.scalarValue.rounded(.up)), Double(Int32.max)))
            return withUnsafeTemporaryAllocation(of: S.self, capacity: Int(size)) { work in
                let info = call(work.baseAddress!, size)
                precondition(info >= 0, "LAPACK refuses argument \(-info)")
                return info
            }
        }

        /// Calls `body` with an integer workspace of `count` elements, at least one.
        static func withIntegers<Result>(
            _ count: Int, _ body: (UnsafeMutablePointer<Int32>, Int32) -> Result
        ) -> Result {
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: max(1, count)) {
                body($0.baseAddress!, Int32($0.count))
            }
        }

        /// Returns the extents and the leading dimension as LAPACK takes them.
        static func extents<S: RealScalar>(_ a: ColumnMajor<S>) -> (rows: Int32, columns: Int32, stride: Int32) {
            (Int32(a.rows), Int32(a.columns), Int32(a.stride))
        }
    }
#endif
