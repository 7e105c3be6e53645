/// Large operations are computed in parts whose borders depend on shapes alone.
enum ParallelParts {
    /// Fewer elements are not worth waking a worker for.
    static let leastElements = 1 << 17
    /// Elements of a part: 128 KiB of single precision.
    static let length = 1 << 15

    /// The reduction of consecutive elements: that of each part, then those pairwise.
    static func reduce<S: RealScalar>(
        _ function: ReductionKernel, _ count: Int, _ x: UnsafePointer<S>, _ kernels: any Kernels
    ) -> S {
        if count < leastElements { return kernels.reduce(function, count, x) }
        return joinParts(count, function) { kernels.reduce(function, $0.count, x + $0.lowerBound) }
    }

    /// The sum of what parts amount to, each computed by one call of `body`.
    static func sumOfParts<S: RealScalar>(_ count: Int, _ body: (Range<Int>) -> S) -> S {
        count < leastElements ? body(0..<count) : joinParts(count, .sum, body)
    }

    private static func joinParts<S: RealScalar>(
        _ count: Int, _ function: ReductionKernel, _ body: (Range<Int>) -> S
    ) -> S {
        let parts = (count + length - 1) / length
        return withUnsafeTemporaryAllocation(of: S.self, capacity: parts) { buffer in
            guard let values = buffer.baseAddress else { return 0 }
            CurrentExecutor.value.forEachRange(count, length: length) { range, _ in
                values[range.lowerBound / length] = body(range)
            }
            joinPairwise(parts) { part, other in
                values[part] = function(values[part], values[other])
            }
            return values[0]
        }
    }

    /// Elements that the nearest cache holds.
    private static let chunk = 2048

    /// The sum of elements that `fill` computes, some at a time, in memory that stays in the nearest cache.
    static func sumOfChunks<S: RealScalar>(
        _ range: Range<Int>, _ kernels: any Kernels,
        _ fill: (_ first: Int, _ count: Int, UnsafeMutablePointer<S>) -> Void
    ) -> S {
        let chunks = (range.count + chunk - 1) / chunk
        return withUnsafeTemporaryAllocation(of: S.self, capacity: chunk + chunks) { buffer in
            guard let values = buffer.baseAddress else { return 0 }
            let sums = values + chunk
            for index in 0..<chunks {
                let first = range.lowerBound + index * chunk
                let count = min(chunk, range.upperBound - first)
                fill(first, count, values)
                sums[index] = kernels.reduce(.sum, count, UnsafePointer(values))
            }
            return chunks == 0 ? 0 : kernels.reduce(.sum, chunks, UnsafePointer(sums))
        }
    }

    /// Calls `body` with parts that the nearest cache holds, several at a time.
    static func forEachChunk(_ count: Int, _ body: (_ first: Int, _ count: Int) -> Void) {
        func run(_ range: Range<Int>) {
            for first in stride(from: range.lowerBound, to: range.upperBound, by: chunk) {
                body(first, min(chunk, range.upperBound - first))
            }
        }
        if count < leastElements { return run(0..<count) }
        CurrentExecutor.value.forEachRange(count, length: length) { range, _ in run(range) }
    }

    private static let partRows = 4096

    static func sumsRowsInParts(rows: Int, columns: Int) -> Bool {
        rows * columns >= leastElements && rows > partRows
    }

    /// The sum of each column of consecutive rows: that of each part, then those pairwise.
    static func sumRows<S: RealScalar>(
        rows: Int, columns: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>, _ kernels: any Kernels
    ) {
        let height = partRows
        if !sumsRowsInParts(rows: rows, columns: columns) {
            return kernels.sumRows(rows: rows, columns: columns, x, out)
        }
        let parts = (rows + height - 1) / height
        withUnsafeTemporaryAllocation(of: S.self, capacity: parts * columns) { buffer in
            guard let sums = buffer.baseAddress else { return }
            CurrentExecutor.value.forEachRange(rows, length: height) { range, _ in
                kernels.sumRows(
                    rows: range.count, columns: columns, x + range.lowerBound * columns,
                    sums + range.lowerBound / height * columns)
            }
            joinPairwise(parts) { part, other in
                let sum = sums + part * columns
                kernels.binary(
                    .add, columns, Operand(UnsafePointer(sum)),
                    Operand(UnsafePointer(sums + other * columns)), sum)
            }
            out.update(from: sums, count: columns)
        }
    }
}

extension ReductionKernel {
    /// The reduction of two numbers; NaN where either is NaN.
    fileprivate func callAsFunction<S: RealScalar>(_ a: S, _ b: S) -> S {
        switch self {
        case .sum: a + b
        case .maximum: a > b || a.isNaN ? a : b
        case .minimum: a < b || a.isNaN ? a : b
        }
    }
}
