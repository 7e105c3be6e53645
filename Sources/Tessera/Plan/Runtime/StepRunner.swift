/// The interpreter of programs: runs their steps on the memory of one frame.
///
/// `slots` holds the address of every slot that the steps refer to. The memory there is at least as large as the layout
/// of the plan requires, and nobody else writes to it during the run.
struct StepRunner {
    let kernels: any Kernels
    let slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    /// Records the errors of operations that reject elements of their operands; retained by the `PlanRun`.
    let failure: Unmanaged<FirstFailure<any Error>>
    /// The number of the part of the work, which determines the failure that is reported: the one with the lowest number.
    var part = 0

    /// Runs a program. The native program, if there is one, runs as far as it can; each step that it does not implement
    /// is interpreted.
    ///
    /// - Parameter isFirst: Whether this is the first tile, which overwrites sums instead of adding to them.
    @specialized(where S == Float)
    @specialized(where S == Double)
    func run<S: RealScalar>(_ program: LoadedProgram.View, as type: S.Type, isFirst: Bool) {
        var index = 0
        while true {
            if let native = program.native { index = native.run(from: index, slots, isFirst: isFirst) }
            if index == program.steps.count { return }
            run(program.steps[index], program, as: type, isFirst)
            index += 1
        }
    }

    private func run<S: RealScalar>(_ step: Step, _ program: LoadedProgram.View, as type: S.Type, _ isFirst: Bool) {
        switch step {
        case .unary(let function, let count, let x, let out):
            kernels.unary(function, count, read(x, S.self), write(out, S.self))
        case .binary(let function, let extent, let x, let y, let out):
            let out = write(out, S.self)
            for row in 0..<extent.rows {
                kernels.binary(
                    function, extent.width, operand(x, row, S.self), operand(y, row, S.self), out + row * extent.width)
            }
        case .compare(let comparison, let extent, let x, let y, let out):
            let out = write(out, Bool.self)
            for row in 0..<extent.rows {
                kernels.compare(
                    comparison, extent.width, operand(x, row, S.self), operand(y, row, S.self), out + row * extent.width
                )
            }
        case .select(let extent, let mask, let x, let y, let out):
            let out = write(out, S.self)
            for row in 0..<extent.rows {
                kernels.select(
                    extent.width, operand(mask, row, Bool.self), operand(x, row, S.self), operand(y, row, S.self),
                    out + row * extent.width)
            }
        case .product(let product): multiply(product, as: type, isFirst)
        case .reduce(let function, let count, let x, let out, let divisor, let accumulates):
            let value = kernels.reduce(function, count, read(x, S.self))
            let out = write(out, S.self)
            let quotient = divisor == 1 ? value : value / S(divisor)
            out.pointee = accumulates && !isFirst ? out.pointee + quotient : quotient
        case .reduceRuns(let function, let runs, let count, let x, let out, let divisor):
            let (x, out) = (read(x, S.self), write(out, S.self))
            for run in 0..<runs { out[run] = kernels.reduce(function, count, x + run * count) }
            divide(out, runs, divisor)
        case .reduceRows(let function, let rows, let columns, let x, let out, let divisor):
            let out = write(out, S.self)
            kernels.reduceRows(function, rows: rows, columns: columns, read(x, S.self), out)
            divide(out, columns, divisor)
        case .add(let count, let x, let out):
            let (x, out) = (read(x, S.self), write(out, S.self))
            if isFirst {
                out.update(from: x, count: count)
            } else {
                kernels.binary(.add, count, Operand(UnsafePointer(out)), Operand(x), out)
            }
        case .move(let bytes, let x, let out):
            write(out, UInt8.self).update(from: read(x, UInt8.self), count: bytes)
        case .copy(let index): program.program.takeUnretainedValue().tables.copies[index].run(self)
        case .call(let index): program.program.takeUnretainedValue().tables.calls[index].run(self, isFirst)
        }
    }

    @inline(__always)
    private func multiply<S: RealScalar>(_ p: Step.Product, as type: S.Type, _ isFirst: Bool) {
        kernels.multiply(
            MatrixProduct<S>(
                rows: p.rows, columns: p.columns, depth: p.depth,
                a: .init(base: read(p.a.at, S.self), rowStride: p.a.rowStride, columnStride: p.a.columnStride),
                b: .init(base: read(p.b.at, S.self), rowStride: p.b.rowStride, columnStride: p.b.columnStride),
                c: write(p.c, S.self), accumulates: p.accumulates && !isFirst, prefetchDistance: p.prefetchDistance))
    }

    private func divide<S: RealScalar>(_ out: UnsafeMutablePointer<S>, _ count: Int, _ divisor: Int) {
        if divisor == 1 { return }
        for index in 0..<count { out[index] /= S(divisor) }
    }

    @inline(__always)
    func write<T>(_ reference: Step.Reference, _ type: T.Type) -> UnsafeMutablePointer<T> {
        (slots[Int(reference.slot)]! + reference.offset).assumingMemoryBound(to: T.self)
    }

    @inline(__always)
    func read<T>(_ reference: Step.Reference, _ type: T.Type) -> UnsafePointer<T> {
        UnsafePointer(write(reference, type))
    }

    @inline(__always)
    private func operand<T: TensorScalar>(_ operand: Step.Operand, _ row: Int, _ type: T.Type) -> Operand<T> {
        Operand(read(operand.at, T.self) + row * operand.rowStep, step: operand.step)
    }
}

extension Program.Copy {
    fileprivate func run(_ runner: StepRunner) {
        switch source.scalarType {
        case .float: copy(runner, Float.self)
        case .double: copy(runner, Double.self)
        case .float16: copy(runner, Float16.self)
        case .bfloat16: copy(runner, BFloat16.self)
        case .int32: copy(runner, Int32.self)
        case .int64: copy(runner, Int64.self)
        case .uint8: copy(runner, UInt8.self)
        case .bool: copy(runner, Bool.self)
        }
    }

    private func copy<T: TensorScalar>(_ runner: StepRunner, _ type: T.Type) {
        StridedCopy.copy(
            runner.read(source.reference, T.self), strides: source.layout.resolvedStrides,
            to: runner.write(target, T.self), strides: source.shape.rowMajorStrides, extents: source.shape)
    }
}

extension Program.Call {
    fileprivate func run(_ runner: StepRunner, _ isFirst: Bool) {
        if accumulates, !isFirst, let operation = operation as? any AccumulatingOperation {
            accumulate(operation, runner)
        } else {
            forward(operation, runner)
        }
    }

    private func forward<Op: TensorOperation>(_ operation: Op, _ runner: StepRunner) {
        run(operation, runner) { operation.forward($0, into: $1) }
    }

    private func accumulate<Op: AccumulatingOperation>(_ operation: Op, _ runner: StepRunner) {
        run(operation, runner) { operation.accumulate($0, into: $1) }
    }

    private func run<Op: TensorOperation>(
        _ operation: Op, _ runner: StepRunner, _ compute: (Inputs, borrowing Destination<Op.Scalar>) -> Void
    ) {
        let inputs = Inputs(operands.map { $0.tensor(runner) })
        let memory = runner.write(result.reference, Op.Scalar.self)
        // Workers already run in parallel, each on its own tile: the operation must not start more parallelism.
        SingleThread().run {
            runner.failure.takeUnretainedValue().record(runner.part) { () throws(any Error) in
                try operation.checkElements(of: inputs)
                compute(inputs, Destination(memory, shape: result.shape, kernels: runner.kernels))
            }
        }
    }
}

extension OperandView {
    /// A tensor over the memory of the operand that does not own it; it must not outlive the call that it is made for.
    fileprivate func tensor(_ runner: StepRunner) -> AnyTensor {
        switch scalarType {
        case .float: .float(tensor(runner))
        case .double: .double(tensor(runner))
        case .float16: .float16(tensor(runner))
        case .bfloat16: .bfloat16(tensor(runner))
        case .int32: .int32(tensor(runner))
        case .int64: .int64(tensor(runner))
        case .uint8: .uint8(tensor(runner))
        case .bool: .bool(tensor(runner))
        }
    }

    private func tensor<T: TensorScalar>(_ runner: StepRunner) -> Tensor<T> {
        let start = runner.write(Step.Reference(slot: Int32(slot), offset: 0), T.self)
        return Tensor(storage: Storage(borrowing: start), layout: layout)
    }
}
