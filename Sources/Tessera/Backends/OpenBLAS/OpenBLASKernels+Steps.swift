#if OpenBLAS
    internal import CKernels

    extension OpenBLASKernels {
        func bind(_ steps: [Step], _ scalarType: ScalarType) -> BoundSteps? {
            let isFloat = scalarType == .float
            guard isFloat || scalarType == .double else { return nil }
            let bound = steps.map { self.bound($0, isFloat: isFloat) }
            return BoundSteps(
                bound, isComplete: bound.allSatisfy { $0.kind != tessera_step_other },
                run: isFloat ? tessera_run_steps_f32 : tessera_run_steps_f64)
        }

        /// A step that C does not know becomes one of another kind, and is left to the caller.
        private func bound(_ step: Step, isFloat: Bool) -> tessera_step {
            var s = tessera_step()
            s.divisor = 1
            switch step {
            case .unary(let function, let count, let x, let out):
                let row = CKernelTables.unary(function)
                s.set(tessera_step_unary, isFloat ? untyped(row.float) : untyped(row.double))
                s.set(x, nil, out, rows: 1, columns: count)
            case .binary(let function, let extent, let x, let y, let out):
                let row = CKernelTables.binary(function)
                s.set(tessera_step_binary, isFloat ? untyped(row.float) : untyped(row.double))
                s.set(x.at, y.at, out, rows: extent.rows, columns: extent.width)
                (s.x_step, s.x_row, s.y_step, s.y_row) = (x.step, x.rowStep, y.step, y.rowStep)
            case .reduce(let function, let count, let x, let out, let divisor, let sums):
                let row = CKernelTables.reduction(function)
                s.set(tessera_step_reduction, isFloat ? untyped(row.float) : untyped(row.double))
                s.set(x, nil, out, rows: 1, columns: count)
                (s.divisor, s.sums) = (Double(divisor), sums)
            case .reduceRows(.sum, let rows, let columns, let x, let out, let divisor)
            where !ParallelParts.sumsRowsInParts(rows: rows, columns: columns):
                s.set(tessera_step_column_sums)
                s.set(x, nil, out, rows: rows, columns: columns)
                s.divisor = Double(divisor)
            case .product(let product): CProducts.bind(product, isFloat: isFloat, to: &s)
            case .add(let count, let x, let out):
                s.set(tessera_step_add)
                s.set(x, nil, out, rows: 1, columns: count)
                s.sums = true
            case .move(let bytes, let x, let out):
                s.set(tessera_step_move)
                s.set(x, nil, out, rows: 1, columns: bytes)
            case .compare, .select, .reduceRuns, .reduceRows, .copy, .call: break
            }
            return s
        }

        private func untyped<Function>(_ kernel: Function) -> @convention(c) () -> Void {
            unsafeBitCast(kernel, to: (@convention(c) () -> Void).self)
        }
    }

    extension tessera_step {
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

    extension CProducts {
        /// The step of a product that one of our loops computes; another is left as it is.
        fileprivate static func bind(_ p: Step.Product, isFloat: Bool, to s: inout tessera_step) {
            s.sums = p.sums
            if p.rows > 1, p.columns > 1 {
                guard
                    isSmall(
                        rows: p.rows, columns: p.columns, depth: p.depth, leftColumnStride: p.a.columnStride,
                        isFloat: isFloat)
                else { return }
                s.set(tessera_step_product)
                s.set(p.a.at, p.b.at, p.c, rows: p.rows, columns: p.columns)
                s.depth = p.depth
                (s.x_row, s.x_step) = (p.a.rowStride, p.a.columnStride)
                (s.y_row, s.y_step) = (p.b.rowStride, p.b.columnStride)
                return
            }
            guard
                let v = VectorRoute(
                    rows: p.rows, columns: p.columns, depth: p.depth, a: (p.a.rowStride, p.a.columnStride),
                    b: (p.b.rowStride, p.b.columnStride))
            else { return }
            s.set(v.isDots ? tessera_step_row_dots : tessera_step_weighted_row_sum)
            s.set(
                v.matrixIsLeft ? p.a.at : p.b.at, v.matrixIsLeft ? p.b.at : p.a.at, p.c,
                rows: v.isDots ? v.count : p.depth, columns: v.isDots ? p.depth : v.count)
            (s.x_row, s.ahead) = (v.stride, p.bytesAhead)
        }
    }
#endif
