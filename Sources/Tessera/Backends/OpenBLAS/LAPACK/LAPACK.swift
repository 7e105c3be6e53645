#if OpenBLAS
    internal import COpenBLAS

    /// Factorisations by LAPACK, one file for each. Extents fit 32 bits and are what a routine asks for: it would
    /// print a line otherwise.
    struct LAPACK: Factorizations {
        /// Asks a routine how much memory it wants to work in, and calls it with that.
        ///
        /// - Parameters:
        ///   - least: what it cannot do without, where it answers in too low a precision or has counted too far.
        ///   - call: gets the memory and its size, −1 in the first call; returns LAPACK's `info`.
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

        static func extents<S: RealScalar>(_ a: ColumnMajor<S>) -> (rows: Int32, columns: Int32, stride: Int32) {
            (Int32(a.rows), Int32(a.columns), Int32(a.stride))
        }
    }
#endif
