extension SwiftKernels {
    /// Returns true: `multiply` packs its operands anyway, or reads a vector element by element, and so accepts any
    /// layout.
    func reads(rowStride: Int, columnStride: Int) -> Bool { true }

    func multiply<S: RealScalar>(_ product: MatrixProduct<S>) {
        if let product = product as? MatrixProduct<Float> {
            product.columns == 1
                ? SwiftProduct<SIMD8<Float>>.byColumn(product) : SwiftProduct<SIMD8<Float>>.run(product)
        } else if let product = product as? MatrixProduct<Double> {
            product.columns == 1
                ? SwiftProduct<SIMD4<Double>>.byColumn(product) : SwiftProduct<SIMD4<Double>>.run(product)
        }
    }
}

/// The blocked matrix product (Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008):
/// panels of both operands are packed so that the micro-kernel reads consecutive memory in cache, and a register tile
/// of 4 rows × one vector of columns holds the sums.
///
/// The code multiplies and adds instead of calling `addingProduct`, which becomes a function call for each lane on a
/// target without a fused multiply-add instruction.
enum SwiftProduct<Vector: SIMD> where Vector.Scalar: RealScalar {
    typealias Scalar = Vector.Scalar
    private static var rowTile: Int { 4 }
    private static var depthBlock: Int { 256 }
    private static var rowBlock: Int { 128 }
    private static var columnBlock: Int { 1024 }

    /// Computes a product of any shape by packing both operands.
    @specialized(where Vector == SIMD8<Float>)
    @specialized(where Vector == SIMD4<Double>)
    static func run(_ p: MatrixProduct<Scalar>) {
        let width = Vector.scalarCount
        let columnPanel = min(columnBlock, (p.columns + width - 1) / width * width)
        let rowPanel = min(rowBlock, (p.rows + rowTile - 1) / rowTile * rowTile)
        let depthPanel = min(depthBlock, p.depth)
        withUnsafeTemporaryAllocation(of: Scalar.self, capacity: (columnPanel + rowPanel) * depthPanel) { buffer in
            guard let packedB = buffer.baseAddress else { return }
            let packedA = packedB + columnPanel * depthPanel
            for left in stride(from: 0, to: p.columns, by: columnBlock) {
                for front in stride(from: 0, to: p.depth, by: depthBlock) {
                    let columns = left..<min(left + columnBlock, p.columns)
                    let depth = front..<min(front + depthBlock, p.depth)
                    packB(p.b, depth, columns, into: packedB)
                    for top in stride(from: 0, to: p.rows, by: rowBlock) {
                        let rows = top..<min(top + rowBlock, p.rows)
                        packA(p.a, rows, depth, into: packedA)
                        block(p, rows, columns, depth.count, packedA, packedB, adds: front > 0 || p.accumulates)
                    }
                }
            }
        }
    }

    /// Packs a panel of b into slivers of one vector's width, with zeros beyond the last column.
    @inline(__always)
    private static func packB(
        _ b: MatrixProduct<Scalar>.Factor, _ depth: Range<Int>, _ columns: Range<Int>,
        into packed: UnsafeMutablePointer<Scalar>
    ) {
        let width = Vector.scalarCount
        var out = packed
        for left in stride(from: columns.lowerBound, to: columns.upperBound, by: width) {
            let count = min(width, columns.upperBound - left)
            for k in depth {
                let from = b.base + k * b.rowStride + left * b.columnStride
                for column in 0..<width { out[column] = column < count ? from[column * b.columnStride] : 0 }
                out += width
            }
        }
    }

    /// Packs a panel of a into slivers of four rows, with zeros below the last row.
    @inline(__always)
    private static func packA(
        _ a: MatrixProduct<Scalar>.Factor, _ rows: Range<Int>, _ depth: Range<Int>,
        into packed: UnsafeMutablePointer<Scalar>
    ) {
        var out = packed
        for top in stride(from: rows.lowerBound, to: rows.upperBound, by: rowTile) {
            let count = min(rowTile, rows.upperBound - top)
            for k in depth {
                let from = a.base + top * a.rowStride + k * a.columnStride
                for row in 0..<rowTile { out[row] = row < count ? from[row * a.rowStride] : 0 }
                out += rowTile
            }
        }
    }

    /// Multiplies two packed panels (the macro-kernel) and stores the part of each tile that lies within `c`.
    @inline(__always)
    private static func block(
        _ p: MatrixProduct<Scalar>, _ rows: Range<Int>, _ columns: Range<Int>, _ depth: Int,
        _ packedA: UnsafePointer<Scalar>, _ packedB: UnsafePointer<Scalar>, adds: Bool
    ) {
        let width = Vector.scalarCount
        for (j, left) in stride(from: columns.lowerBound, to: columns.upperBound, by: width).enumerated() {
            let b = packedB + j * width * depth
            for (i, top) in stride(from: rows.lowerBound, to: rows.upperBound, by: rowTile).enumerated() {
                let tile = multiplyTile(depth, packedA + i * rowTile * depth, b)
                let rowCount = min(rowTile, rows.upperBound - top)
                let columnCount = min(width, columns.upperBound - left)
                withUnsafePointer(to: tile) { pointer in
                    let vectors = UnsafeRawPointer(pointer).assumingMemoryBound(to: Vector.self)
                    for row in 0..<rowCount {
                        let out = p.c + (top + row) * p.columns + left
                        for column in 0..<columnCount {
                            out[column] = vectors[row][column] + (adds ? out[column] : 0)
                        }
                    }
                }
            }
        }
    }

    /// Returns the register tile of two packed slivers: 4 rows × one vector (the micro-kernel).
    @inline(__always)
    private static func multiplyTile(
        _ depth: Int, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>
    ) -> (Vector, Vector, Vector, Vector) {
        var (r0, r1, r2, r3) = (Vector(), Vector(), Vector(), Vector())
        for k in 0..<depth {
            let row = UnsafeRawPointer(b + k * Vector.scalarCount).loadUnaligned(as: Vector.self)
            let column = a + k * rowTile
            r0 += row * Vector(repeating: column[0])
            r1 += row * Vector(repeating: column[1])
            r2 += row * Vector(repeating: column[2])
            r3 += row * Vector(repeating: column[3])
        }
        return (r0, r1, r2, r3)
    }

    /// Multiplies a matrix by a vector (gemv): computes an inner product for each row, in vector lanes if both operands
    /// are contiguous.
    @specialized(where Vector == SIMD8<Float>)
    @specialized(where Vector == SIMD4<Double>)
    static func byColumn(_ p: MatrixProduct<Scalar>) {
        let width = Vector.scalarCount
        let isConsecutive = p.a.columnStride == 1 && p.b.rowStride == 1
        let whole = isConsecutive ? p.depth / width * width : 0
        for row in 0..<p.rows {
            let a = p.a.base + row * p.a.rowStride
            var lanes = Vector()
            for k in stride(from: 0, to: whole, by: width) {
                lanes +=
                    UnsafeRawPointer(a + k).loadUnaligned(as: Vector.self)
                    * UnsafeRawPointer(p.b.base + k).loadUnaligned(as: Vector.self)
            }
            var sum = lanes.sum()
            for k in whole..<p.depth { sum += a[k * p.a.columnStride] * p.b.base[k * p.b.rowStride] }
            p.c[row] = sum + (p.accumulates ? p.c[row] : 0)
        }
    }
}
