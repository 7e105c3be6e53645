/// The steps that operations are lowered to. An operand whose layout no kernel reads is copied first.
extension ProgramBuilder {
    /// Appends an elementwise step.
    ///
    /// - Parameters:
    ///   - operands: the operands, which are broadcast to `shape`.
    ///   - step: creates the step from its iteration space and its operands.
    mutating func elementwise(
        _ operands: [OperandView], _ shape: Shape, _ step: (Step.Extent, [Step.Operand]) -> Step
    ) {
        if shape.elementCount == 0 { return }
        let layouts = operands.map { $0.layout.broadcast(to: shape) }
        let patterns = layouts.map { LoopNest(shape, $0.resolvedStrides).pattern }
        let width = patterns.lazy.compactMap(\.rowWidth).first ?? shape.elementCount
        var copies: [OperandView] = []
        let read = operands.indices.map { index in
            if let operand = patterns[index].operand(width: width, at: operands[index].reference) { return operand }
            let copy = allocate(shape, operands[index].scalarType)
            self.copy(operands[index].with(layouts[index]), to: copy)
            copies.append(copy)
            return Step.Operand(at: copy.reference, step: 1, rowStep: width)
        }
        append(step(Step.Extent(rows: shape.elementCount / width, width: width), read))
        for copy in copies { release(copy) }
    }

    /// Appends a reduction.
    ///
    /// - Parameters:
    ///   - layout: how the reduction reads the operand's layout.
    ///   - divisor: the number that the result is divided by.
    /// - Returns: False, with nothing appended, if no step accumulates a result of this layout.
    mutating func reduction(
        _ kernel: ReductionKernel, _ x: OperandView, _ layout: ReductionLayout, to result: OperandView,
        divisor: Int = 1,
        accumulates: Bool
    ) -> Bool {
        if accumulates, layout.kept > 1 { return false }
        let source = x.with(layout.source)
        if layout.byRows {
            append(
                .reduceRows(
                    kernel, rows: layout.reduced, columns: layout.kept, source.reference, result.reference,
                    divisor: divisor))
            return true
        }
        let (runs, isCopy) = rowMajor(source)
        append(
            layout.kept == 1
                ? .reduce(
                    kernel, layout.reduced, runs.reference, result.reference, divisor: divisor, accumulates: accumulates
                )
                : .reduceRuns(
                    kernel, runs: layout.kept, layout.reduced, runs.reference, result.reference, divisor: divisor))
        if isCopy { release(runs) }
        return true
    }

    /// Appends the product of two matrices.
    mutating func product(
        _ a: OperandView, _ b: OperandView, _ extents: ProductExtents, to result: OperandView, accumulates: Bool
    ) {
        let (left, right) = (readable(a), readable(b))
        // While the rows of a large tile are read from cache, the memory bus is idle: the next tile is prefetched. The
        // prefetch distance is the size of a tile.
        let prefetchDistance = accumulates && a.tileBytes >= 96 << 10 ? a.tileBytes : 0
        append(
            .product(
                Step.Product(
                    rows: extents.rows, columns: extents.columns, depth: extents.depth, a: left.factor, b: right.factor,
                    c: result.reference, accumulates: accumulates, prefetchDistance: prefetchDistance)))
        for copy in [left.copy, right.copy] { copy.map { release($0) } }
    }

    /// Returns a matrix as the backend reads it: in place if it reads this layout, else as a row-major copy.
    private mutating func readable(_ matrix: OperandView) -> (factor: Step.Factor, copy: OperandView?) {
        let strides = matrix.layout.matrixStrides
        if kernels.reads(rowStride: strides.row, columnStride: strides.column) {
            return (Step.Factor(matrix), nil)
        }
        let copy = allocate(matrix.shape, matrix.scalarType)
        self.copy(matrix, to: copy)
        return (Step.Factor(copy), copy)
    }
}

extension Step.Factor {
    fileprivate init(_ matrix: OperandView) {
        let strides = matrix.layout.matrixStrides
        self.init(at: matrix.reference, rowStride: strides.row, columnStride: strides.column)
    }
}

extension BroadcastPattern {
    /// The row width of an operand that repeats by rows; nil for the others, which fit any width.
    fileprivate var rowWidth: Int? {
        switch self {
        case .sameRow(let width), .onePerRow(let width): width
        case .consecutive, .single, .other: nil
        }
    }

    /// Returns the operand of a step whose rows have `width` elements; nil if it has to be copied.
    fileprivate func operand(width: Int, at reference: Step.Reference) -> Step.Operand? {
        switch self {
        case .consecutive: Step.Operand(at: reference, step: 1, rowStep: width)
        case .single: Step.Operand(at: reference, step: 0, rowStep: 0)
        case .sameRow(let own): own == width ? Step.Operand(at: reference, step: 1, rowStep: 0) : nil
        case .onePerRow(let own): own == width ? Step.Operand(at: reference, step: 0, rowStep: 1) : nil
        case .other: nil
        }
    }
}
