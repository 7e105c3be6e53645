/// Splits large operations into parts that run in parallel. The boundaries of the parts depend only on shapes, so that
/// results do not depend on the number of threads.
enum ParallelParts {
    /// The number of elements from which waking a worker pays off.
    static let minimumElements = 1 << 17
    /// The number of elements of a part: 128 KiB in single precision.
    static let length = 1 << 15

    /// Returns the reduction of consecutive elements: reduces each part, then combines the results pairwise.
    static func reduce<S: RealScalar>(
        _ function: ReductionKernel, _ count: Int, _ x: UnsafePointer<S>, _ kernels: any Kernels
    ) -> S {
        if count < minimumElements { return kernels.reduce(function, count, x) }
        return joinParts(count, function) { kernels.reduce(function, $0.count, x + $0.lowerBound) }
    }

    /// Returns the sum of the values that `body` returns for each part.
    static func sumOfParts<S: RealScalar>(_ count: Int, _ body: (Range<Int>) -> S) -> S {
        count < minimumElements ? body(0..<count) : joinParts(count, .sum, body)
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
            reducePairwise(parts) { part, other in
                values[part] = function.combining(values[part], values[other])
            }
            return values[0]
        }
    }

    /// The number of elements of a chunk: 16 KiB in double precision, which fits the first-level cache.
    private static let chunk = 2048

    /// Returns the sum of the elements that `fill` computes, chunk by chunk, in a buffer that stays in the first-level
    /// cache.
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

    /// Calls `body` with chunks that fit the first-level cache; if there are many elements, in parallel.
    static func forEachChunk(_ count: Int, _ body: (_ first: Int, _ count: Int) -> Void) {
        func run(_ range: Range<Int>) {
            for first in stride(from: range.lowerBound, to: range.upperBound, by: chunk) {
                body(first, min(chunk, range.upperBound - first))
            }
        }
        if count < minimumElements { return run(0..<count) }
        CurrentExecutor.value.forEachRange(count, length: length) { range, _ in run(range) }
    }

    private static let partRows = 4096

    /// Returns whether `columnSums` splits a table of this shape, and so makes more than one call of the backend's
    /// kernel.
    static func splitsColumnSums(rows: Int, columns: Int) -> Bool {
        rows * columns >= minimumElements && rows > partRows
    }

    /// Stores the sum of each column of consecutive rows: sums each part, then adds the results pairwise.
    static func columnSums<S: RealScalar>(
        rows: Int, columns: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>, _ kernels: any Kernels
    ) {
        let height = partRows
        if !splitsColumnSums(rows: rows, columns: columns) {
            return kernels.columnSums(rows: rows, columns: columns, x, out)
        }
        let parts = (rows + height - 1) / height
        withUnsafeTemporaryAllocation(of: S.self, capacity: parts * columns) { buffer in
            guard let sums = buffer.baseAddress else { return }
            CurrentExecutor.value.forEachRange(rows, length: height) { range, _ in
                kernels.columnSums(
                    rows: range.count, columns: columns, x + range.lowerBound * columns,
                    sums + range.lowerBound / height * columns)
            }
            reducePairwise(parts) { part, other in
                let sum = sums + part * columns
                kernels.binary(
                    .add, columns, Operand(UnsafePointer(sum)),
                    Operand(UnsafePointer(sums + other * columns)), sum)
            }
            out.update(from: sums, count: columns)
        }
    }
}
