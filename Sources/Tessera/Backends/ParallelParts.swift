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
        let parts = (count + length - 1) / length
        return withUnsafeTemporaryAllocation(of: S.self, capacity: parts) { buffer in
            guard let values = buffer.baseAddress else { return 0 }
            CurrentExecutor.value.forEachRange(count, length: length) { range, _ in
                values[range.lowerBound / length] = kernels.reduce(function, range.count, x + range.lowerBound)
            }
            var step = 1
            while step < parts {
                for part in stride(from: 0, to: parts - step, by: 2 * step) {
                    values[part] = function(values[part], values[part + step])
                }
                step *= 2
            }
            return values[0]
        }
    }

    /// The sum of each column of consecutive rows: that of each part, then those pairwise.
    static func sumRows<S: RealScalar>(
        rows: Int, columns: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>, _ kernels: any Kernels
    ) {
        let height = 4096
        if rows * columns < leastElements || rows <= height {
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
            var step = 1
            while step < parts {
                for part in stride(from: 0, to: parts - step, by: 2 * step) {
                    let sum = sums + part * columns
                    kernels.binary(
                        .add, columns, Operand(UnsafePointer(sum)),
                        Operand(UnsafePointer(sums + (part + step) * columns)), sum)
                }
                step *= 2
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
