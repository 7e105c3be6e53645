#if OpenBLAS
    internal import CKernels

    extension OpenBLASKernels {
        func reduce<S: RealScalar>(_ function: ReductionKernel, _ count: Int, _ x: UnsafePointer<S>) -> S {
            guard let row = CKernelTables.reduction[function] else { return function(count, x) }
            return S.self == Float.self
                ? S(scalarValue: Double(row.float(count, rebound(x)))) : S(scalarValue: row.double(count, rebound(x)))
        }

        func columnSums<S: RealScalar>(rows: Int, columns: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>) {
            if S.self == Float.self {
                tessera_column_sums_f32(rows, columns, rebound(x), columns, rebound(out))
            } else {
                tessera_column_sums_f64(rows, columns, rebound(x), columns, rebound(out))
            }
        }
    }
#endif
