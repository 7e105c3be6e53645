/// How a large product is divided among workers. The parts depend on the shape alone, and so do the bits of the result.
enum ProductParts {
    /// Multiplications that make a part worth handing to a worker.
    private static let leastWork = 1 << 20
    private static let panelRows = 256
    private static let panelDepth = 8192

    enum Division: Equatable {
        case none
        /// Panels of so many rows of the result.
        case rows(Int)
        /// Panels of so much depth, whose products are added.
        case depth(Int)
    }

    static func division(rows: Int, columns: Int, depth: Int) -> Division {
        if rows * columns * depth < 2 * leastWork { return .none }
        // A vector as the other factor: what takes the time is reading the matrix.
        let panel = columns == 1 ? max(panelRows, leastWork / max(1, depth)) : panelRows
        if rows >= 2 * panel { return .rows(panel) }
        return depth >= 2 * panelDepth && rows * columns <= 1 << 20 ? .depth(panelDepth) : .none
    }

    /// Products of a batch that make a part.
    static func matricesPerPart(_ work: Int) -> Int { max(1, leastWork / max(1, work)) }
}

extension MatrixProduct where Scalar: RealScalar {
    func runInParts(_ kernels: any Kernels) {
        switch ProductParts.division(rows: rows, columns: columns, depth: depth) {
        case .none: kernels.multiply(self)
        case .rows(let height):
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

    /// The products of the panels, added pairwise: 0 + 1, 2 + 3, …, then those sums. At most 16 of them are held.
    private func addDepthPanels(_ least: Int, _ kernels: any Kernels) {
        let length = max(least, (depth + 15) / 16)
        let (parts, size) = ((depth + length - 1) / length, rows * columns)
        let memory = Storage<Scalar>(count: parts * size)
        CurrentExecutor.value.forEachRange(depth, length: length) { range, _ in
            kernels.multiply(depthPanel(range, into: memory.base + range.lowerBound / length * size))
        }
        joinPairwise(parts) { part, other in
            let sum = memory.base + part * size
            kernels.binary(
                .add, size, Operand(UnsafePointer(sum)), Operand(UnsafePointer(memory.base + other * size)),
                sum)
        }
        c.update(from: memory.base, count: size)
    }
}
