#if OpenBLAS
    internal import CKernels

    /// The backend that uses OpenBLAS for large products, LAPACK for factorisations, and vectorised C loops for the
    /// rest.
    ///
    /// The set of real scalars is closed: a generic argument is `Float` or `Double`. Rebinding its pointers to the type
    /// that has just been tested for therefore changes nothing.
    struct OpenBLASKernels: Kernels {
        var name: String { "openblas" }
        var factorizations: any Factorizations { LAPACK() }

        func unary<S: RealScalar>(
            _ function: UnaryFunction, _ count: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
        ) {
            guard let row = CKernelTables.unary[function] else {
                return SwiftKernels().unary(function, count, x, out)
            }
            if S.self == Float.self {
                row.float(count, rebound(x), rebound(out))
            } else {
                row.double(count, rebound(x), rebound(out))
            }
        }

        func binary<S: RealScalar>(
            _ function: BinaryFunction, _ count: Int, _ x: Operand<S>, _ y: Operand<S>, _ out: UnsafeMutablePointer<S>
        ) {
            guard let row = CKernelTables.binary[function] else {
                return SwiftKernels().binary(function, count, x, y, out)
            }
            if S.self == Float.self {
                row.float(count, rebound(x.base), x.step, rebound(y.base), y.step, rebound(out))
            } else {
                row.double(count, rebound(x.base), x.step, rebound(y.base), y.step, rebound(out))
            }
        }

        func compare<S: TensorScalar & Comparable>(
            _ comparison: Comparison, _ count: Int, _ x: Operand<S>, _ y: Operand<S>, _ out: UnsafeMutablePointer<Bool>
        ) {
            let row = CKernelTables.comparison[comparison]
            if S.self == Float.self, let row {
                row.float(count, rebound(x.base), x.step, rebound(y.base), y.step, out)
            } else if S.self == Double.self, let row {
                row.double(count, rebound(x.base), x.step, rebound(y.base), y.step, out)
            } else {
                SwiftKernels().compare(comparison, count, x, y, out)
            }
        }

        func select<S: TensorScalar>(
            _ count: Int, _ mask: Operand<Bool>, _ x: Operand<S>, _ y: Operand<S>, _ out: UnsafeMutablePointer<S>
        ) {
            if S.self == Float.self {
                tessera_select_f32(
                    count, mask.base, mask.step, rebound(x.base), x.step, rebound(y.base), y.step, rebound(out))
            } else if S.self == Double.self {
                tessera_select_f64(
                    count, mask.base, mask.step, rebound(x.base), x.step, rebound(y.base), y.step, rebound(out))
            } else {
                SwiftKernels().select(count, mask, x, y, out)
            }
        }

        func position<S: RealScalar>(of extreme: Extreme, _ count: Int, _ x: UnsafePointer<S>) -> Int {
            switch (extreme, S.self == Float.self) {
            case (.largest, true): tessera_argmax_f32(count, rebound(x))
            case (.largest, false): tessera_argmax_f64(count, rebound(x))
            case (.smallest, true): tessera_argmin_f32(count, rebound(x))
            case (.smallest, false): tessera_argmin_f64(count, rebound(x))
            }
        }

        func gather(
            _ rows: UnsafeBufferPointer<Int>, rowBytes: Int, from x: UnsafeRawPointer, to out: UnsafeMutableRawPointer
        ) {
            rows.withMemoryRebound(to: Int64.self) { rows in
                tessera_gather_rows(rows.count, rowBytes, x, rows.baseAddress, out)
            }
        }

        func fill<S: RealScalar>(_ out: UnsafeMutablePointer<S>, _ draw: RandomDraw) {
            let (seed, stream, first, count) = (draw.seed, draw.stream, draw.first, draw.count)
            switch (draw.distribution, S.self == Float.self) {
            case (.uniform, true): tessera_uniform_f32(seed, stream, first, count, rebound(out))
            case (.uniform, false): tessera_uniform_f64(seed, stream, first, count, rebound(out))
            case (.normal, true): tessera_normal_f32(seed, stream, first, count, rebound(out))
            case (.normal, false): tessera_normal_f64(seed, stream, first, count, rebound(out))
            }
        }
    }

    /// Returns the pointer retyped to `To`, which must be the actual type of the elements.
    @inline(__always)
    func rebound<From, To>(_ pointer: UnsafePointer<From>, to type: To.Type = To.self) -> UnsafePointer<To> {
        UnsafeRawPointer(pointer).assumingMemoryBound(to: type)
    }

    /// Returns the pointer retyped to `To`, which must be the actual type of the elements.
    @inline(__always)
    func rebound<From, To>(
        _ pointer: UnsafeMutablePointer<From>, to type: To.Type = To.self
    ) -> UnsafeMutablePointer<To> {
        UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: type)
    }
#endif
