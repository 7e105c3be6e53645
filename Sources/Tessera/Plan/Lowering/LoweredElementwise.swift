extension Unary: LoweredOperation {
    package var worksInPlace: Bool { true }

    package func lower(_ operands: [Place], to result: Place, sums: Bool, in builder: inout ProgramBuilder) -> Bool {
        guard !sums, Scalar.scalarType == builder.scalarType else { return false }
        let (x, isCopy) = builder.rowMajor(operands[0])
        builder.append(.unary(function, result.count, x.reference, result.reference))
        if isCopy { builder.release(x) }
        return true
    }
}

extension Binary: LoweredOperation {
    package var worksInPlace: Bool { true }

    package func lower(_ operands: [Place], to result: Place, sums: Bool, in builder: inout ProgramBuilder) -> Bool {
        guard !sums, Scalar.scalarType == builder.scalarType else { return false }
        builder.elementwise(operands, result.shape) { extent, operands in
            .binary(function, extent, operands[0], operands[1], result.reference)
        }
        return true
    }
}

extension Compare: LoweredOperation {
    package func lower(_ operands: [Place], to result: Place, sums: Bool, in builder: inout ProgramBuilder) -> Bool {
        guard !sums, Input.scalarType == builder.scalarType else { return false }
        builder.elementwise(operands, result.shape) { extent, operands in
            .compare(comparison, extent, operands[0], operands[1], result.reference)
        }
        return true
    }
}

extension Select: LoweredOperation {
    package func lower(_ operands: [Place], to result: Place, sums: Bool, in builder: inout ProgramBuilder) -> Bool {
        guard !sums, Scalar.scalarType == builder.scalarType else { return false }
        builder.elementwise(operands, result.shape) { extent, operands in
            .select(extent, operands[0], operands[1], operands[2], result.reference)
        }
        return true
    }
}

extension ProgramBuilder {
    /// Appends an elementwise step. Operands whose broadcast layout no kernel can read are copied first.
    mutating func elementwise(_ operands: [Place], _ shape: Shape, _ step: (Step.Extent, [Step.Operand]) -> Step) {
        if shape.elementCount == 0 { return }
        let forms = operands.map { RepeatedRows($0, shape) }
        let width = RepeatedRows.commonWidth(forms, shape)
        var copies: [Place] = []
        let read = zip(operands, forms).map { source, form in
            if let operand = form?.operand(width: width, at: source.reference) { return operand }
            var broadcast = source
            broadcast.strides = source.broadcastStrides(to: shape)
            broadcast.shape = shape
            let copy = allocate(shape, source.scalarType)
            self.copy(broadcast, to: copy)
            copies.append(copy)
            return Step.Operand(at: copy.reference, step: 1, rowStep: width)
        }
        append(step(Step.Extent(rows: shape.elementCount / width, width: width), read))
        for copy in copies { release(copy) }
    }
}

extension Place {
    fileprivate func broadcastStrides(to shape: Shape) -> [Int] {
        (standIn() as Tensor<Bool>).strides(broadcastTo: shape)
    }
}

/// The broadcast pattern of an operand: how it repeats over the elements of a larger shape.
private enum RepeatedRows {
    /// As many consecutive elements as the shape has.
    case consecutive
    /// One element for the whole shape.
    case single
    /// The same `width` elements for every row of the shape.
    case sameRow(width: Int)
    /// One element for each row of `width` elements.
    case onePerRow(width: Int)

    /// Merges the axes that are contiguous with each other; nil if the layout has none of these patterns.
    init?(_ operand: Place, _ shape: Shape) {
        var runs: [(extent: Int, stride: Int)] = []
        for (extent, stride) in zip(shape, operand.broadcastStrides(to: shape)) where extent != 1 {
            if let last = runs.last, last.stride == stride * extent {
                runs[runs.count - 1] = (last.extent * extent, stride)
            } else {
                runs.append((extent, stride))
            }
        }
        switch (runs.count, runs.first?.stride, runs.last?.stride) {
        case (0, _, _), (1, 1, _): self = .consecutive
        case (1, 0, _): self = .single
        case (2, 0, 1): self = .sameRow(width: runs[1].extent)
        case (2, 1, 0): self = .onePerRow(width: runs[1].extent)
        default: return nil
        }
    }

    /// The row width of the first operand that repeats by rows, else the number of elements. Operands with another row
    /// width have to be copied.
    static func commonWidth(_ forms: [RepeatedRows?], _ shape: Shape) -> Int {
        for form in forms {
            switch form {
            case .sameRow(let width), .onePerRow(let width): return width
            default: continue
            }
        }
        return shape.elementCount
    }

    func operand(width: Int, at reference: Step.Reference) -> Step.Operand? {
        switch self {
        case .consecutive: Step.Operand(at: reference, step: 1, rowStep: width)
        case .single: Step.Operand(at: reference, step: 0, rowStep: 0)
        case .sameRow(let own): own == width ? Step.Operand(at: reference, step: 1, rowStep: 0) : nil
        case .onePerRow(let own): own == width ? Step.Operand(at: reference, step: 0, rowStep: 1) : nil
        }
    }
}
