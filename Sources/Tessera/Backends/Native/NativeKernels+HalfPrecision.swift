#if CKernels
    internal import CKernels

    extension NativeKernels {
        /// Vectorised where one of the types has 16 bits and the other is `Float` or `Double`.
        func convert<Source: TensorScalar, Target: TensorScalar>(
            _ count: Int, _ x: UnsafePointer<Source>, to out: UnsafeMutablePointer<Target>
        ) {
            let half = c.half_precision
            switch (Source.scalarType, Target.scalarType) {
            case (.bfloat16, .float): half.bfloat16.to_f32(count, rebound(x), rebound(out))
            case (.bfloat16, .double): half.bfloat16.to_f64(count, rebound(x), rebound(out))
            case (.float, .bfloat16): half.bfloat16.from_f32(count, rebound(x), rebound(out))
            case (.double, .bfloat16): half.bfloat16.from_f64(count, rebound(x), rebound(out))
            case (.float16, .float): half.float16.to_f32(count, rebound(x), rebound(out))
            case (.float16, .double): half.float16.to_f64(count, rebound(x), rebound(out))
            case (.float, .float16): half.float16.from_f32(count, rebound(x), rebound(out))
            case (.double, .float16): half.float16.from_f64(count, rebound(x), rebound(out))
            default: SwiftKernels().convert(count, x, to: out)
            }
        }
    }
#endif
