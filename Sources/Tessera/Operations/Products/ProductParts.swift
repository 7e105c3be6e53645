/// The division of a large product among workers. The parts depend on the shape alone, so that the bits of the result
/// do not depend on the number of workers.
enum ProductParts {
    /// The number of multiplications from which a part is worth handing to a worker.
    private static let minimumWork = 1 << 20
    /// The number of multiplications from which a symmetric product is computed by one of its triangles.
    static let minimumSymmetricWork = 1 << 22
    private static let panelRows = 256
    private static let panelDepth = 8192

    enum Division: Equatable {
        case none
        /// Panels of so many rows of the result.
        case rows(Int)
        /// Panels of so much depth (the inner dimension), whose products are added: split-k.
        case depth(Int)
    }

    static func division(rows: Int, columns: Int, depth: Int) -> Division {
        if rows * columns * depth < 2 * minimumWork { return .none }
        // In a product with a vector, reading the matrix takes most of the time.
        let panel = columns == 1 ? max(panelRows, minimumWork / max(1, depth)) : panelRows
        if rows >= 2 * panel { return .rows(panel) }
        if depth >= 2 * panelDepth, rows * columns <= 1 << 20 { return .depth(panelDepth) }
        // Two halves are worth two workers, if each of them has several million multiplications.
        if columns > 1, rows >= 96, rows * columns * depth >= 8 * minimumWork { return .rows((rows / 2 + 7) / 8 * 8) }
        return .none
    }

    /// Returns how many products of a batch, each of `work` multiplications, make a part.
    static func matricesPerPart(_ work: Int) -> Int { max(1, minimumWork / max(1, work)) }
}

extension MatrixProduct where Scalar: RealScalar {
    /// Computes the product on the workers of the current executor.
    func runInParts(_ kernels: any Kernels) {
        if isSymmetric, rows * columns * depth >= ProductParts.minimumSymmetricWork { return runOneTriangle(kernels) }
        switch ProductParts.division(rows: rows, columns: columns, depth: depth) {
        case .none: kernels.multiply(self)
        case .rows(let height):
            if kernels.multiply(self, isSymmetric: false, on: CurrentExecutor.value) { return }
            CurrentExecutor.value.forEachRange(rows, length: height) { range, _ in
                kernels.multiply(rowPanel(range))
            }
        case .depth(let length): addDepthPanels(length, kernels)
        }
    }

    private func rowPanel(_ range: Range<Int>) -> MatrixProduct {
        var panel = self
        panel.rows = range.count
        panel.a.base += range.lowerBound * a.rowStride
        panel.c += range.lowerBound * columns
        return panel
    }

    private func depthPanel(_ range: Range<Int>, into c: UnsafeMutablePointer<Scalar>) -> MatrixProduct {
        var panel = self
        panel.depth = range.count
        panel.a.base += range.lowerBound * a.columnStride
        panel.b.base += range.lowerBound * b.rowStride
        panel.c = c
        return panel
    }

    /// Adds the products of the panels pairwise: 0 + 1, 2 + 3, …, then those sums. At most 16 products are held.
    private func addDepthPanels(_ least: Int, _ kernels: any Kernels) {
        let length = max(least, (depth + 15) / 16)
        let (parts, size) = ((depth + length - 1) / length, rows * columns)
        let memory = Storage<Scalar>(count: parts * size)
        CurrentExecutor.value.forEachRange(depth, length: length) { range, _ in
            kernels.multiply(depthPanel(range, into: memory.base + range.lowerBound / length * size))
        }
        reducePairwise(parts) { part, other in
            let sum = memory.base + part * size
            kernels.binary(
                .add, size, Operand(UnsafePointer(sum)), Operand(UnsafePointer(memory.base + other * size)),
                sum)
        }
        c.update(from: memory.base, count: size)
    }
}
