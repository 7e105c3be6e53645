#if CKernels
    internal import CKernels

    extension NativeKernels {
        func reduce<S: RealScalar>(_ function: ReductionKernel, _ count: Int, _ x: UnsafePointer<S>) -> S {
            guard let row = tables.pointee.reduction[function] else { return function(count, x) }
            return S.self == Float.self
                ? S(scalarValue: Double(row.float(count, rebound(x)))) : S(scalarValue: row.double(count, rebound(x)))
        }

        func columnSums<S: RealScalar>(rows: Int, columns: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>) {
            if S.self == Float.self {
                c.f32.reductions.column_sums(rows, columns, rebound(x), columns, rebound(out))
            } else {
                c.f64.reductions.column_sums(rows, columns, rebound(x), columns, rebound(out))
            }
        }
    }
#endif
