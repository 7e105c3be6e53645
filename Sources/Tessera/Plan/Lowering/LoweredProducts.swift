extension MatMul: LoweredOperation {
    package func lower(_ operands: [Place], to result: Place, sums: Bool, in builder: inout ProgramBuilder) -> Bool {
        guard Scalar.scalarType == builder.scalarType, result.count > 0 else { return false }
        var a = operands[0].asMatrix(vectorIsRow: true)
        let b = operands[1].asMatrix(vectorIsRow: false)
        // A batch of matrices times one matrix is a single product: their rows are stacked.
        if a.shape.rank > 2, b.shape.rank == 2, a.isRowMajor {
            let depth = a.shape[a.shape.rank - 1]
            a.shape = [a.shape.dropLast().reduce(1, *), depth]
            a.strides = nil
        }
        guard a.shape.rank == 2, b.shape.rank == 2, a.shape[1] > 0 else { return false }
        guard max(a.shape[0], a.shape[1], b.shape[1]) <= Int(Int32.max) else { return false }
        let (left, right) = (builder.readable(a), builder.readable(b))
        // While the rows of a large tile are read from cache, the memory bus is idle: the next tile is prefetched. The
        // prefetch distance is the size of a tile.
        let prefetchDistance = sums && a.tileBytes >= 96 << 10 ? a.tileBytes : 0
        builder.append(
            .product(
                Step.Product(
                    rows: a.shape[0], columns: b.shape[1], depth: a.shape[1], a: left.factor, b: right.factor,
                    c: result.reference, sums: sums, prefetchDistance: prefetchDistance)))
        if left.isCopy { builder.release(left.place) }
        if right.isCopy { builder.release(right.place) }
        return true
    }

    package func work(_ inputs: [Shape], result: Shape) -> Int? {
        2 * result.elementCount * (inputs[0].last ?? 1)
    }
}

extension Place {
    fileprivate func asMatrix(vectorIsRow: Bool) -> Place {
        guard shape.rank == 1 else { return self }
        var matrix = self
        let stride = strides?[0] ?? 1
        matrix.shape = vectorIsRow ? [1, shape[0]] : [shape[0], 1]
        matrix.strides = vectorIsRow ? [0, stride] : [stride, 0]
        return matrix
    }

    /// The strides of a matrix. Along an axis of extent 1 any stride is correct; one that backends accept is chosen.
    fileprivate var matrixStrides: (row: Int, column: Int) {
        let all = (standIn() as Tensor<Bool>).resolvedStrides
        return readableStrides(rows: shape[0], columns: shape[1], row: all[0], column: all[1])
    }
}

extension ProgramBuilder {
    fileprivate struct Readable {
        let place: Place
        let isCopy: Bool
        let factor: Step.Factor
    }

    /// Returns the matrix itself if the backend reads its layout, else a row-major copy.
    fileprivate mutating func readable(_ matrix: Place) -> Readable {
        let (row, column) = matrix.matrixStrides
        if kernels.reads(rowStride: row, columnStride: column) {
            let factor = Step.Factor(at: matrix.reference, rowStride: row, columnStride: column)
            return Readable(place: matrix, isCopy: false, factor: factor)
        }
        let copy = allocate(matrix.shape, matrix.scalarType)
        self.copy(matrix, to: copy)
        let (copyRow, copyColumn) = copy.matrixStrides
        let factor = Step.Factor(at: copy.reference, rowStride: copyRow, columnStride: copyColumn)
        return Readable(place: copy, isCopy: true, factor: factor)
    }
}
