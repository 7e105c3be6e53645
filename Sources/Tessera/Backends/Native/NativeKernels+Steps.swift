#if CKernels
    internal import CKernels

    extension NativeKernels {
        /// Lowers steps to an array of `tessera_step`, which the C runtime executes.
        func assemble(_ steps: [Step], _ scalarType: ScalarType) -> NativeProgram? {
            let isFloat = scalarType == .float
            guard isFloat || scalarType == .double else { return nil }
            let nativeSteps = steps.map { nativeStep($0, isFloat: isFloat) }
            return NativeProgram(
                nativeSteps, isComplete: nativeSteps.allSatisfy { $0.kind != tessera_step_other },
                run: isFloat ? c.f32.programs.run_steps : c.f64.programs.run_steps)
        }

        @specialized(where S == Float)
        @specialized(where S == Double)
        func descend<S: RealScalar>(
            _ steps: NativeProgram.View, _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
            _ kernel: UpdateKernel, _ step: UpdateStep<S>, loss: UnsafePointer<S>,
            _ losses: UnsafeMutableBufferPointer<Double>
        ) {
            guard let first = losses.baseAddress else { return }
            guard let native = kernel.native(tables) else {
                for index in losses.indices {
                    _ = steps.run(from: 0, slots, isFirst: true)
                    losses[index] = loss.pointee.scalarValue
                    kernel.runPortably(step)
                }
                return
            }
            var descent = tessera_descent(native, kernel, step)
            if S.self == Float.self {
                c.f32.programs.descend(
                    steps.memory, steps.count, slots, &descent, rebound(loss), losses.count, first)
            } else {
                c.f64.programs.descend(
                    steps.memory, steps.count, slots, &descent, rebound(loss), losses.count, first)
            }
        }

        /// Lowers one step. A step that C does not implement becomes `tessera_step_other`, which is left to the caller.
        private func nativeStep(_ step: Step, isFloat: Bool) -> tessera_step {
            var s = tessera_step()
            s.divisor = 1
            switch step {
            case .unary(let function, let count, let x, let out):
                guard let row = tables.pointee.unary[function] else { break }
                s.set(tessera_step_unary, isFloat ? untyped(row.float) : untyped(row.double))
                s.set(x, nil, out, rows: 1, columns: count)
            case .binary(let function, let extent, let x, let y, let out):
                guard let row = tables.pointee.binary[function] else { break }
                s.set(tessera_step_binary, isFloat ? untyped(row.float) : untyped(row.double))
                s.set(x, y, out, extent)
                if extent.rows == 1, let fastPath = function.scalarFastPath {
                    s.takeFastPath(fastPath, extent.width)
                }
            case .compare(let comparison, let extent, let x, let y, let out):
                guard let row = tables.pointee.comparison[comparison] else { break }
                s.set(tessera_step_compare, isFloat ? untyped(row.float) : untyped(row.double))
                s.set(x, y, out, extent)
            case .select(let extent, let mask, let x, let y, let out):
                s.set(tessera_step_select)
                s.set(x, y, out, extent)
                (s.mask_slot, s.mask) = (mask.at.slot, mask.at.offset)
                (s.mask_step, s.mask_row) = (mask.step, mask.rowStep)
            case .reduce(let function, let count, let x, let out, let divisor, let accumulates):
                guard let row = tables.pointee.reduction[function] else { break }
                s.set(tessera_step_reduction, isFloat ? untyped(row.float) : untyped(row.double))
                s.set(x, nil, out, rows: 1, columns: count)
                (s.divisor, s.accumulates) = (Double(divisor), accumulates)
                if function == .sum { s.takeFastPath(tessera_step_fast_sum, count) }
            case .reduceRows(.sum, let rows, let columns, let x, let out, let divisor)
            where !ParallelParts.splitsColumnSums(rows: rows, columns: columns):
                s.set(tessera_step_column_sums)
                s.set(x, nil, out, rows: rows, columns: columns)
                s.divisor = Double(divisor)
            case .product(let product): lower(product, isFloat: isFloat, to: &s)
            case .add(let count, let x, let out):
                s.set(tessera_step_add)
                s.set(x, nil, out, rows: 1, columns: count)
                s.accumulates = true
            case .move(let bytes, let x, let out):
                s.set(tessera_step_move)
                s.set(x, nil, out, rows: 1, columns: bytes)
            case .reduceRuns, .reduceRows, .copy, .call: break
            }
            return s
        }

        /// Returns a C kernel with its signature erased; the C runtime casts it back.
        private func untyped<Function>(_ kernel: Function) -> @convention(c) () -> Void {
            unsafeBitCast(kernel, to: (@convention(c) () -> Void).self)
        }
    }

    extension BinaryFunction {
        /// The step of the scalar fast path for up to four elements; nil if there is none.
        fileprivate var scalarFastPath: tessera_step_kind? {
            switch self {
            case .add: tessera_step_fast_add
            case .subtract: tessera_step_fast_subtract
            case .multiply: tessera_step_fast_multiply
            case .divide: tessera_step_fast_divide
            case .squaredDifference: tessera_step_fast_squared_difference
            default: nil
            }
        }
    }

    extension tessera_step {
        /// Switches the step to the scalar fast path of the given kind if it has from one to four elements.
        fileprivate mutating func takeFastPath(_ kind: tessera_step_kind, _ count: Int) {
            if 1...4 ~= count { self.kind = kind }
        }

        fileprivate mutating func set(_ kind: tessera_step_kind, _ kernel: (@convention(c) () -> Void)? = nil) {
            self.kind = kind
            self.kernel = kernel
        }

        fileprivate mutating func set(
            _ x: Step.Reference, _ y: Step.Reference?, _ out: Step.Reference, rows: Int, columns: Int
        ) {
            (x_slot, self.x) = (x.slot, x.offset)
            (y_slot, self.y) = ((y ?? x).slot, (y ?? x).offset)
            (out_slot, self.out) = (out.slot, out.offset)
            (self.rows, self.columns) = (rows, columns)
        }
    }

    extension tessera_step {
        /// Sets the operands of an elementwise step.
        fileprivate mutating func set(
            _ x: Step.Operand, _ y: Step.Operand, _ out: Step.Reference, _ extent: Step.Extent
        ) {
            set(x.at, y.at, out, rows: extent.rows, columns: extent.width)
            (x_step, x_row, y_step, y_row) = (x.step, x.rowStep, y.step, y.rowStep)
        }
    }

    extension NativeKernels {
        /// Lowers a product that one of our kernels computes; leaves the kind of `s` unchanged for any other.
        fileprivate func lower(_ p: Step.Product, isFloat: Bool, to s: inout tessera_step) {
            s.accumulates = p.accumulates
            switch ProductRoute(p, isFloat: isFloat, usesOpenBLAS: usesOpenBLAS) {
            case .gemm:
                s.set(tessera_step_gemm)
                s.set(p.a.at, p.b.at, p.c, rows: p.rows, columns: p.columns)
                s.depth = p.depth
                (s.x_row, s.x_step) = (p.a.rowStride, p.a.columnStride)
                (s.y_row, s.y_step) = (p.b.rowStride, p.b.columnStride)
            case .gemv(let layout):
                s.set(tessera_step_gemv)
                s.set(p, layout, rows: layout.count, columns: p.depth)
                if s.columns == 1, layout.stride == 1 { s.takeFastPath(tessera_step_fast_scale, s.rows) }
                if s.rows == 1 { s.takeFastPath(tessera_step_fast_dot, s.columns) }
            case .gemvTransposed(let layout):
                s.set(tessera_step_gemv_transposed)
                s.set(p, layout, rows: p.depth, columns: layout.count)
            default: break
            }
        }
    }

    extension tessera_step {
        fileprivate mutating func set(_ p: Step.Product, _ layout: GemvLayout, rows: Int, columns: Int) {
            set(
                layout.matrixIsLeft ? p.a.at : p.b.at, layout.matrixIsLeft ? p.b.at : p.a.at, p.c, rows: rows,
                columns: columns)
            (x_row, prefetch_distance) = (layout.stride, p.prefetchDistance)
        }
    }
#endif
