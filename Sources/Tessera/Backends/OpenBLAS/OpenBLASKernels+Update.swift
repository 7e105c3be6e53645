#if OpenBLAS
    internal import CKernels

    extension UpdateKernel {
        /// Returns the loops in C of the rule of this name; nil if there are none.
        static func nativeLoops(_ name: String) -> (float: NativeLoop, double: NativeLoop)? {
            guard let float = tessera_update_named_f32(name), let double = tessera_update_named_f64(name) else {
                return nil
            }
            return (float, double)
        }
    }

    extension OpenBLASKernels {
        @specialized(where S == Float)
        @specialized(where S == Double)
        func update<S: RealScalar>(_ kernel: UpdateKernel, _ step: UpdateStep<S>) {
            guard let native = kernel.native else { return kernel.runPortably(step) }
            withUnsafeBytes(of: step.coefficients) { coefficients in
                (S.self == Float.self ? native.float : native.double)(
                    step.count, step.parameter, step.gradient, step.first, step.second,
                    coefficients.baseAddress?.assumingMemoryBound(to: Double.self))
            }
        }
    }
#endif
