#if CKernels
    internal import CKernels

    extension UpdateKernel {
        /// Returns the loops in C of the rule of this name, for each instruction set; nil if there are none.
        static func nativeLoops(_ name: String) -> [NativeLoops]? {
            let loops = CKernelTables.levels.compactMap { tables -> NativeLoops? in
                guard let float = tables.kernels.pointee.f32.update_named(name),
                    let double = tables.kernels.pointee.f64.update_named(name)
                else { return nil }
                return (float, double)
            }
            return loops.isEmpty ? nil : loops
        }

        /// Returns the loops in C for an instruction set; nil if there are none.
        @inline(__always)
        func native(_ tables: UnsafePointer<CKernelTables>) -> NativeLoops? { native?[tables.pointee.level - 1] }
    }

    extension NativeKernels {
        @specialized(where S == Float)
        @specialized(where S == Double)
        func update<S: RealScalar>(_ kernel: UpdateKernel, _ step: UpdateStep<S>) {
            guard let native = kernel.native(tables) else { return kernel.runPortably(step) }
            withUnsafeBytes(of: step.coefficients) { coefficients in
                (S.self == Float.self ? native.float : native.double)(
                    step.count, step.parameter, step.gradient, step.first, step.second,
                    coefficients.baseAddress!.assumingMemoryBound(to: Double.self))
            }
        }
    }
#endif
