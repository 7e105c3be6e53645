#if CKernels
    internal import CKernels

    /// The product of large matrices on several workers (GEMM), which share the packed panels of the right operand: the
    /// division of the loop over rows in Smith, van de Geijn et al., "Anatomy of high-performance many-threaded matrix
    /// multiplication" (2014).
    ///
    /// The sum over k is computed in blocks. While the workers multiply rows of one block, each packs some panels of the
    /// next. An element is one chain of multiply-adds in a fixed order, whatever part it is in: so the parts may depend
    /// on the number of workers, and the bits do not.
    struct SharedPanelProduct<S: RealScalar> {
        private let product: MatrixProduct<S>
        private let resultStride: Int
        private let isSymmetric: Bool
        private let level: Int32
        private let executor: any TileExecutor
        /// The number of rows of a part.
        private let height: Int
        private let parts: Int
        /// The number of columns of which a worker packs the panels at a time.
        private let stripe: Int
        private let columns: Int
        /// Two blocks of packed panels: one is read while the other is written.
        private let panels: [Storage<S>]
        /// The packed rows of each worker.
        private let packedRows: [Storage<S>]

        private static var terms: Int { tessera_packed_terms }
        private static var rowLimit: Int {
            S.self == Float.self ? tessera_packed_rows_f32 : tessera_packed_rows_f64
        }
        /// The largest number of columns whose panels are packed at a time: it bounds the memory.
        private static var columnLimit: Int { 4032 }
        /// The numbers of rows and columns of register tiles and panels divide these.
        private static var rowUnit: Int { 12 }
        private static var columnUnit: Int { tessera_packed_columns }

        /// - Parameters:
        ///   - isSymmetric: whether the result is symmetric; then the columns before the diagonal are copied.
        init(
            _ product: MatrixProduct<S>, resultStride: Int, isSymmetric: Bool = false, level: Int32,
            _ executor: any TileExecutor
        ) {
            self.product = product
            self.resultStride = resultStride
            self.isSymmetric = isSymmetric
            self.level = level
            self.executor = executor
            if isSymmetric {
                // The parts begin where panels do, so that no two of them write the same element.
                height = Self.columnUnit
            } else {
                // Four parts for each worker, so that all finish together.
                let even = Self.roundUp((product.rows + 4 * executor.width - 1) / (4 * executor.width), Self.rowUnit)
                height = min(Self.rowLimit, max(even, 4 * Self.rowUnit))
            }
            parts = (product.rows + height - 1) / height
            columns = min(product.columns, Self.columnLimit)
            let units = (columns + Self.columnUnit - 1) / Self.columnUnit
            stripe = (units + parts - 1) / parts * Self.columnUnit
            let (depth, memory) = (min(product.depth, Self.terms), units * Self.columnUnit)
            panels = (0..<(product.depth > Self.terms || product.columns > columns ? 2 : 1)).map { _ in
                Storage(count: memory * depth)
            }
            let rows = Self.roundUp(height, 24)
            packedRows = (0..<executor.width).map { _ in Storage(count: rows * depth) }
        }

        private static func roundUp(_ count: Int, _ unit: Int) -> Int { (count + unit - 1) / unit * unit }

        /// A block of the sum over k, for some of the columns.
        private struct Block {
            let columns: Range<Int>
            let terms: Range<Int>
        }

        func run() {
            var blocks: [Block] = []
            for left in stride(from: 0, to: product.columns, by: columns) {
                for k in stride(from: 0, to: product.depth, by: Self.terms) {
                    blocks.append(
                        Block(
                            columns: left..<min(product.columns, left + columns),
                            terms: k..<min(product.depth, k + Self.terms)))
                }
            }
            executor.forEachRange(parts, length: 1) { range, _ in pack(blocks[0], range.lowerBound, to: panels[0]) }
            for (index, block) in blocks.enumerated() {
                executor.forEachRange(parts, length: 1) { range, worker in
                    let part = range.lowerBound
                    if index + 1 < blocks.count { pack(blocks[index + 1], part, to: panels[(index + 1) % 2]) }
                    multiply(block, part, panels[index % 2], packedRows[worker])
                    if isSymmetric, block.terms.upperBound == product.depth { mirror(block, part) }
                }
            }
        }

        /// Packs the panels of a block that a part has to pack.
        private func pack(_ block: Block, _ part: Int, to panels: Storage<S>) {
            let left = part * stripe
            let count = min(block.columns.count - left, stripe)
            if count <= 0 { return }
            let b = product.b
            let from =
                b.base + block.terms.lowerBound * b.rowStride + (block.columns.lowerBound + left) * b.columnStride
            let target = panels.base + left * block.terms.count
            if S.self == Float.self {
                tessera_pack_panels_f32(
                    level, count, block.terms.count, rebound(from), b.rowStride, b.columnStride, rebound(target))
            } else {
                tessera_pack_panels_f64(
                    level, count, block.terms.count, rebound(from), b.rowStride, b.columnStride, rebound(target))
            }
        }

        /// Multiplies the rows of a part by the panels of a block.
        private func multiply(_ block: Block, _ part: Int, _ panels: Storage<S>, _ packed: Storage<S>) {
            let top = part * height
            let count = min(product.rows - top, height)
            let skipped = isSymmetric ? max(0, top - block.columns.lowerBound) : 0
            if skipped >= block.columns.count { return }
            let accumulates = product.accumulates || block.terms.lowerBound > 0
            let a = product.a
            let (from, depth) = (
                a.base + top * a.rowStride + block.terms.lowerBound * a.columnStride, block.terms.count
            )
            let target = product.c + top * resultStride + block.columns.lowerBound + skipped
            let width = block.columns.count - skipped
            let right = UnsafePointer(panels.base + skipped * depth)
            if S.self == Float.self {
                tessera_multiply_packed_f32(
                    level, count, width, depth, rebound(from), a.rowStride, a.columnStride, rebound(right),
                    rebound(target), resultStride, accumulates, rebound(packed.base))
            } else {
                tessera_multiply_packed_f64(
                    level, count, width, depth, rebound(from), a.rowStride, a.columnStride, rebound(right),
                    rebound(target), resultStride, accumulates, rebound(packed.base))
            }
        }

        /// Copies the elements of a part that are right of the square on the diagonal to their places below it.
        private func mirror(_ block: Block, _ part: Int) {
            let rows = part * height..<min(product.rows, (part + 1) * height)
            let left = max(rows.upperBound, block.columns.lowerBound)
            if left >= block.columns.upperBound { return }
            let columns = left..<block.columns.upperBound
            let from = product.c + rows.lowerBound * resultStride + columns.lowerBound
            let target = product.c + columns.lowerBound * resultStride + rows.lowerBound
            let kernels = CKernelTables.levels[Int(level) - 1].kernels.pointee
            if S.self == Float.self {
                _ = kernels.f32.factorizations.transpose(
                    columns.count, rows.count, rebound(UnsafePointer(from)), resultStride, rebound(target), resultStride
                )
            } else {
                _ = kernels.f64.factorizations.transpose(
                    columns.count, rows.count, rebound(UnsafePointer(from)), resultStride, rebound(target), resultStride
                )
            }
        }
    }
#endif
