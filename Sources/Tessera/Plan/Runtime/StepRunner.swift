/// Runs the steps of a code on the memory of one frame.
///
/// `slots` holds an address for every slot that the steps name; what lies there is as large as the compiler of the plan
/// was told, and nobody else writes to it meanwhile.
struct StepRunner {
    let kernels: any Kernels
    let slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    /// Takes down what operations find wrong with the elements of their operands; held by the plan that runs.
    let failure: Unmanaged<FirstFailure<any Error>>
    /// The number of the tile, by which the first failure is found.
    var part = 0

    /// - Parameter starts: whether sums start with this tile, instead of adding to what is there.
    @specialized(where S == Float)
    @specialized(where S == Double)
    func run<S: RealScalar>(_ code: PreparedCode.View, as type: S.Type, starts: Bool) {
        var index = 0
        while true {
            if let bound = code.bound { index = bound.run(from: index, slots, starts: starts) }
            if index == code.steps.count { return }
            run(code.steps[index], code, as: type, starts)
            index += 1
        }
    }

    private func run<S: RealScalar>(_ step: Step, _ code: PreparedCode.View, as type: S.Type, _ starts: Bool) {
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
        case .product(let product): multiply(product, as: type, starts)
        case .reduce(let function, let count, let x, let out, let divisor, let sums):
            let value = kernels.reduce(function, count, read(x, S.self))
            let out = write(out, S.self)
            let share = divisor == 1 ? value : value / S(divisor)
            out.pointee = sums && !starts ? out.pointee + share : share
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
            if starts {
                out.update(from: x, count: count)
            } else {
                kernels.binary(.add, count, Operand(UnsafePointer(out)), Operand(x), out)
            }
        case .move(let bytes, let x, let out):
            write(out, UInt8.self).update(from: read(x, UInt8.self), count: bytes)
        case .copy(let index): code.code.takeUnretainedValue().tables.copies[index].run(self)
        case .call(let index): code.code.takeUnretainedValue().tables.calls[index].run(self)
        }
    }

    @inline(__always)
    private func multiply<S: RealScalar>(_ p: Step.Product, as type: S.Type, _ starts: Bool) {
        kernels.multiply(
            MatrixProduct<S>(
                rows: p.rows, columns: p.columns, depth: p.depth,
                a: .init(base: read(p.a.at, S.self), rowStride: p.a.rowStride, columnStride: p.a.columnStride),
                b: .init(base: read(p.b.at, S.self), rowStride: p.b.rowStride, columnStride: p.b.columnStride),
                c: write(p.c, S.self), accumulates: p.sums && !starts, bytesAhead: p.bytesAhead))
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

/// Code whose steps lie in memory of their own, which is never written after `init`: hence `@unchecked Sendable`.
final class PreparedCode: @unchecked Sendable {
    private let memory: UnsafeMutableBufferPointer<Step>
    private let bound: BoundSteps?
    let tables: Code

    init(_ code: Code, _ kernels: any Kernels, _ scalarType: ScalarType) {
        bound = kernels.bind(code.steps, scalarType)
        memory = .allocate(capacity: code.steps.count)
        _ = memory.initialize(from: code.steps)
        tables = code
    }

    deinit {
        memory.deallocate()
    }

    /// The code as plain data, so that running it touches no reference count; valid for as long as this object is.
    var view: View {
        View(
            steps: UnsafeBufferPointer(memory), bound: bound?.view, code: Unmanaged.passUnretained(self))
    }

    struct View {
        let steps: UnsafeBufferPointer<Step>
        let bound: BoundSteps.View?
        fileprivate let code: Unmanaged<PreparedCode>
    }
}

extension Code.Copy {
    fileprivate func run(_ runner: StepRunner) {
        switch source.scalarType {
        case .float: copy(runner, Float.self)
        case .double: copy(runner, Double.self)
        case .int32: copy(runner, Int32.self)
        case .bool: copy(runner, Bool.self)
        }
    }

    private func copy<T: TensorScalar>(_ runner: StepRunner, _ type: T.Type) {
        StridedCopy.copy(
            runner.read(source.reference, T.self), strides: source.strides ?? source.shape.rowMajorStrides,
            to: runner.write(target, T.self), strides: source.shape.rowMajorStrides, extents: source.shape.dimensions)
    }
}

extension Code.Call {
    fileprivate func run(_ runner: StepRunner) {
        forward(operation, runner)
    }

    private func forward<Op: TensorOperation>(_ operation: Op, _ runner: StepRunner) {
        let inputs = operands.map { $0.tensor(runner) }
        let memory = runner.write(result.reference, Op.Scalar.self)
        // The workers are at work already, each on a tile of its own.
        SingleThread().run {
            runner.failure.takeUnretainedValue().record(runner.part) { () throws(any Error) in
                try operation.checkElements(of: Inputs(inputs))
                operation.forward(
                    Inputs(inputs), into: Destination(memory, shape: result.shape, kernels: runner.kernels))
            }
        }
    }
}

extension Place {
    /// The place as a tensor that does not own its memory; it must not outlive the call it is made for.
    fileprivate func tensor(_ runner: StepRunner) -> AnyTensor {
        switch scalarType {
        case .float: .float(tensor(runner))
        case .double: .double(tensor(runner))
        case .int32: .int32(tensor(runner))
        case .bool: .bool(tensor(runner))
        }
    }

    private func tensor<T: TensorScalar>(_ runner: StepRunner) -> Tensor<T> {
        let start = runner.write(Step.Reference(slot: Int32(slot), offset: 0), T.self)
        return Tensor(storage: Storage(borrowing: start), shape: shape, strides: strides, offset: offset)
    }
}
