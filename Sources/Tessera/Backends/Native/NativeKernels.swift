#if CKernels
    internal import CKernels

    /// The kernels in C, with or without OpenBLAS for the products and factorisations at which it is faster.
    ///
    /// The set of real scalars is closed: a generic argument is `Float` or `Double`. Rebinding its pointers to the type
    /// that has just been tested for therefore changes nothing.
    struct NativeKernels: Kernels {
        /// The kernels for one instruction set; never deallocated.
        nonisolated(unsafe) let tables: UnsafePointer<CKernelTables>
        /// Whether products may be computed by OpenBLAS, and factorisations by LAPACK.
        let usesOpenBLAS: Bool

        /// - Parameter level: the instruction set, from 1; the best of the processor by default.
        init(level: Int = CKernelTables.levels.count, usesOpenBLAS: Bool) {
            tables = CKernelTables.levels.baseAddress! + (level - 1)
            self.usesOpenBLAS = usesOpenBLAS
        }

        var name: String { usesOpenBLAS ? "openblas" : "native" }

        var factorizations: any Factorizations {
            #if OpenBLAS
                if usesOpenBLAS { return LAPACK(kernels: self) }
            #endif
            return SwiftFactorizations(kernels: self)
        }

        /// The kernels in C.
        var c: tessera_kernels {
            @inline(__always)
            unsafeAddress { tables.pointee.kernels }
        }

        func unary<S: RealScalar>(
            _ function: UnaryFunction, _ count: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
        ) {
            guard let row = tables.pointee.unary[function] else {
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
            guard let row = tables.pointee.binary[function] else {
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
            let row = tables.pointee.comparison[comparison]
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
                c.f32.elementwise.select(
                    count, mask.base, mask.step, rebound(x.base), x.step, rebound(y.base), y.step, rebound(out))
            } else if S.self == Double.self {
                c.f64.elementwise.select(
                    count, mask.base, mask.step, rebound(x.base), x.step, rebound(y.base), y.step, rebound(out))
            } else {
                SwiftKernels().select(count, mask, x, y, out)
            }
        }

        func position<S: NumericScalar>(of extreme: Extreme, _ count: Int, _ x: UnsafePointer<S>) -> Int {
            guard S.scalarType.isReal else { return SwiftKernels().position(of: extreme, count, x) }
            return switch (extreme, S.self == Float.self) {
            case (.largest, true): c.f32.reductions.argmax(count, rebound(x))
            case (.largest, false): c.f64.reductions.argmax(count, rebound(x))
            case (.smallest, true): c.f32.reductions.argmin(count, rebound(x))
            case (.smallest, false): c.f64.reductions.argmin(count, rebound(x))
            }
        }

        func gather(
            _ rows: UnsafeBufferPointer<Int>, rowBytes: Int, from x: UnsafeRawPointer, to out: UnsafeMutableRawPointer
        ) {
            rows.withMemoryRebound(to: Int64.self) { rows in
                guard let first = rows.baseAddress else { return }
                c.gather_rows(rows.count, rowBytes, x, first, out)
            }
        }

        func fill<S: RealScalar>(_ out: UnsafeMutablePointer<S>, _ draw: RandomDraw) {
            let (seed, stream, first, count) = (draw.seed, draw.stream, draw.first, draw.count)
            switch (draw.distribution, S.self == Float.self) {
            case (.uniform, true): c.f32.random.uniform(seed, stream, first, count, rebound(out))
            case (.uniform, false): c.f64.random.uniform(seed, stream, first, count, rebound(out))
            case (.normal, true): c.f32.random.normal(seed, stream, first, count, rebound(out))
            case (.normal, false): c.f64.random.normal(seed, stream, first, count, rebound(out))
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
