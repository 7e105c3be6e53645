/// Runs elementwise kernels over operands of any layout: on all elements at once if every operand is contiguous or a
/// single value, else in chunks small enough to stay in the first-level cache.
enum Chunks {
    /// The maximum number of elements of a chunk: three operands and the result fit 64 KiB in double precision.
    private static let capacity = 2048

    /// Runs a kernel with one operand, which takes contiguous elements.
    static func map<X: TensorScalar, Out: TensorScalar>(
        _ x: Tensor<X>, into result: borrowing Destination<Out>,
        _ kernel: (Int, UnsafePointer<X>, UnsafeMutablePointer<Out>) -> Void
    ) {
        if result.count == 0 { return }
        if let direct = x.directOperand(over: result.shape, acceptsSingle: false) {
            let out = result.base
            forEachPart(result.count) { first, count in kernel(count, direct.base + first, out + first) }
            return withExtendedLifetime(x.storage) {}
        }
        var x = OperandReader(x, shape: result.shape, acceptsSingle: false)
        x.withScratch(capacity) { x in
            run(result, chunk: chunk(x.period, whole: !x.needsScratch)) { start, count, chunk, out in
                kernel(count, x.read(from: start, count: count, chunk: chunk).base, out)
            }
        }
    }

    /// Runs a kernel with two operands, each contiguous or a single value.
    static func zip<X: TensorScalar, Out: TensorScalar>(
        _ x: Tensor<X>, _ y: Tensor<X>, into result: borrowing Destination<Out>,
        _ kernel: (Int, Operand<X>, Operand<X>, UnsafeMutablePointer<Out>) -> Void
    ) {
        if result.count == 0 { return }
        if let a = x.directOperand(over: result.shape), let b = y.directOperand(over: result.shape) {
            let out = result.base
            forEachPart(result.count) { first, count in
                kernel(count, a.advanced(first), b.advanced(first), out + first)
            }
            return withExtendedLifetime((x.storage, y.storage)) {}
        }
        var (x, y) = (OperandReader(x, shape: result.shape), OperandReader(y, shape: result.shape))
        x.withScratch(capacity) { x in
            y.withScratch(capacity) { y in
                let size = chunk(min(x.period, y.period), whole: !x.needsScratch && !y.needsScratch)
                run(result, chunk: size) { start, count, chunk, out in
                    kernel(
                        count, x.read(from: start, count: count, chunk: chunk),
                        y.read(from: start, count: count, chunk: chunk), out)
                }
            }
        }
    }

    /// Runs a kernel with a mask and two operands, each contiguous or a single value.
    static func zip<Mask: TensorScalar, X: TensorScalar>(
        _ mask: Tensor<Mask>, _ x: Tensor<X>, _ y: Tensor<X>, into result: borrowing Destination<X>,
        _ kernel: (Int, Operand<Mask>, Operand<X>, Operand<X>, UnsafeMutablePointer<X>) -> Void
    ) {
        if result.count == 0 { return }
        if let m = mask.directOperand(over: result.shape), let a = x.directOperand(over: result.shape),
            let b = y.directOperand(over: result.shape)
        {
            let out = result.base
            forEachPart(result.count) { first, count in
                kernel(count, m.advanced(first), a.advanced(first), b.advanced(first), out + first)
            }
            return withExtendedLifetime((mask.storage, x.storage, y.storage)) {}
        }
        var mask = OperandReader(mask, shape: result.shape)
        mask.withScratch(capacity) { mask in
            var (x, y) = (OperandReader(x, shape: result.shape), OperandReader(y, shape: result.shape))
            x.withScratch(capacity) { x in
                y.withScratch(capacity) { y in
                    let whole = !mask.needsScratch && !x.needsScratch && !y.needsScratch
                    run(result, chunk: chunk(min(mask.period, x.period, y.period), whole: whole)) {
                        start, count, chunk, out in
                        kernel(
                            count, mask.read(from: start, count: count, chunk: chunk),
                            x.read(from: start, count: count, chunk: chunk),
                            y.read(from: start, count: count, chunk: chunk), out)
                    }
                }
            }
        }
    }

    /// Calls `body` in parallel for parts of the elements, or once for all of them if they are few. Elements are
    /// computed independently, so that the result does not depend on the split.
    @inline(__always)
    private static func forEachPart(_ count: Int, _ body: (_ first: Int, _ count: Int) -> Void) {
        if count < ParallelParts.minimumElements { return body(0, count) }
        CurrentExecutor.value.forEachRange(count, length: ParallelParts.length) { range, _ in
            body(range.lowerBound, range.count)
        }
    }

    /// Returns the length of a chunk: all elements if no operand has to be gathered, else as many whole periods as fit
    /// the capacity, or the capacity itself if not even one fits.
    private static func chunk(_ period: Int, whole: Bool) -> Int {
        whole ? Int.max : (period <= capacity ? capacity / period * period : capacity)
    }

    private static func run<Out>(
        _ result: borrowing Destination<Out>, chunk: Int, _ body: (Int, Int, Int, UnsafeMutablePointer<Out>) -> Void
    ) {
        let total = result.count
        var start = 0
        while start < total {
            let count = min(chunk, total - start)
            body(start, count, chunk, result.base + start)
            start += count
        }
    }
}
