#if CKernels
    internal import CKernels

    extension NativeKernels {
        @specialized(where S == Float)
        @specialized(where S == Double)
        func threaded<S: RealScalar>(_ loop: ThreadedLoopDescription<S>) -> (any ThreadedCode)? {
            guard let native = loop.kernel.native(tables) else { return nil }
            var descent = tessera_descent(native, loop.kernel, loop.update)
            return withUnsafePointer(to: &descent) { descent in
                let offsets = loop.parameters.map(\.offset), counts = loop.parameters.map(\.count)
                return offsets.withUnsafeBufferPointer { offsets in
                    counts.withUnsafeBufferPointer { counts in
                        guard let firstOffset = offsets.baseAddress, let firstCount = counts.baseAddress else {
                            return nil
                        }
                        let description = tessera_threading(
                            kernels: tables.pointee.kernels, level: threadedLevel(loop.instructions),
                            steps: loop.steps.memory.assumingMemoryBound(to: tessera_step.self),
                            count: loop.steps.count, slots: UnsafePointer(loop.slots),
                            constants: loop.constants.lowerBound, constants_end: loop.constants.upperBound,
                            descent: descent, parameters: offsets.count, parameter_offsets: firstOffset,
                            parameter_counts: firstCount, loss: loop.loss)
                        return CThreadedCode(description, isFloat: S.self == Float.self, native, loop.kernel)
                    }
                }
            }
        }

        /// Returns the level of the C library: at most that of the kernels, 0 for the fastest one.
        private func threadedLevel(_ instructions: ThreadedInstructions) -> Int32 {
            let level = Int32(tables.pointee.level)
            return switch instructions {
            case .fastest: level == tessera_levels() && level > 1 ? 0 : level
            case .avx512: min(3, level)
            case .avx2: min(2, level)
            case .none: 1
            }
        }
    }

    /// A program of threaded code in memory that is never written after `init`. It refers to the frame and the steps that
    /// it was translated for, which its owner keeps.
    private final class CThreadedCode: ThreadedCode {
        private let memory: Block
        private let slots: UInt
        private let isFloat: Bool
        private let native: UpdateKernel.NativeLoops
        private let kernel: UpdateKernel

        init?(
            _ description: tessera_threading, isFloat: Bool,
            _ native: UpdateKernel.NativeLoops, _ kernel: UpdateKernel
        ) {
            var description = description
            let bytes =
                isFloat ? tessera_threaded_capacity_f32(&description) : tessera_threaded_capacity_f64(&description)
            memory = Block(byteCount: bytes)
            slots = UInt(bitPattern: description.slots)
            (self.isFloat, self.native, self.kernel) = (isFloat, native, kernel)
            let isTranslated =
                isFloat ? tessera_thread_f32(&description, memory.base) : tessera_thread_f64(&description, memory.base)
            if !isTranslated { return nil }
        }

        func run<S: RealScalar>(
            _ update: UpdateStep<S>, _ coefficients: [SIMD8<Double>], _ losses: UnsafeMutableBufferPointer<Double>
        ) {
            guard let firstLoss = losses.baseAddress else { return }
            var descent = tessera_descent(native, kernel, update)
            coefficients.withUnsafeBytes { coefficients in
                tessera_run_threaded(
                    memory.base, UnsafePointer(bitPattern: slots)!, &descent,
                    coefficients.baseAddress!.assumingMemoryBound(to: Double.self),
                    coefficients.count > MemoryLayout<SIMD8<Double>>.stride ? 8 : 0, losses.count, firstLoss)
            }
        }
    }

    extension tessera_descent {
        init<S: RealScalar>(
            _ native: UpdateKernel.NativeLoops, _ kernel: UpdateKernel,
            _ step: UpdateStep<S>
        ) {
            let c = step.coefficients
            self.init(
                update: S.self == Float.self ? native.float : native.double, is_sgd: kernel.name == "sgd",
                count: step.count, parameter: step.parameter, gradient: step.gradient, first: step.first,
                second: step.second, coefficients: (c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]))
        }
    }
#endif
